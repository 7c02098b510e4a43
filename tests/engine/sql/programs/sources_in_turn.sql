CREATE TABLE numbers (
  num INT
) WITH (
    'connectors' = '[
        {"name": "c1", "paused": true, "labels": ["first"],
         "transport": {"name": "datagen", "config": {"plan": [{"rate": 1}]}}},
        {"name": "c2", "start_after": "first",
         "transport": {"name": "datagen", "config": {"plan": [{"rate": 1}]}}}
    ]'
);
create view doubled as select num, num * 2 as twice from numbers where num is not null
