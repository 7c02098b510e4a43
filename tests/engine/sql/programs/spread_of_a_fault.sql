CREATE TABLE pipeline (pipeline_id BIGINT NOT NULL PRIMARY KEY, create_date TIMESTAMP NOT NULL);
CREATE TABLE source (id BIGINT NOT NULL PRIMARY KEY, commit_id BIGINT NOT NULL,
    pipeline_id BIGINT NOT NULL FOREIGN KEY REFERENCES pipeline(pipeline_id));
CREATE TABLE artifact (id BIGINT NOT NULL PRIMARY KEY, parent BIGINT FOREIGN KEY REFERENCES artifact(id),
    built_by BIGINT NOT NULL FOREIGN KEY REFERENCES pipeline(pipeline_id));
CREATE TABLE fault (id BIGINT NOT NULL PRIMARY KEY, found_in BIGINT NOT NULL, severity INT);
CREATE VIEW pipeline_fault (pipeline_id, fault_id) AS
    SELECT source.pipeline_id AS pipeline_id, fault.id AS fault_id FROM
    source INNER JOIN fault ON source.commit_id = fault.found_in;
CREATE VIEW artifact_fault (artifact, via, fault) AS
    SELECT artifact.id, artifact.id AS via_id, pipeline_fault.fault_id FROM artifact
    INNER JOIN pipeline_fault ON artifact.built_by = pipeline_fault.pipeline_id
    UNION
    (
        SELECT artifact.parent AS id, artifact.id AS via_id, fault_id
        FROM artifact JOIN pipeline_fault ON artifact.built_by = pipeline_fault.pipeline_id
        WHERE artifact.parent IS NOT NULL
    );
CREATE MATERIALIZED VIEW worst AS
    SELECT artifact, total, severest FROM
    (
        SELECT artifact, COUNT(*) AS total, MAX(severity) AS severest FROM
        (SELECT artifact_fault.artifact, fault.severity FROM artifact_fault INNER JOIN fault ON artifact_fault.fault = fault.id)
        GROUP BY artifact
    )
    WHERE total > 1;
