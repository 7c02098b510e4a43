// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/openapi_document.h"

namespace millrace::server {

namespace {

constexpr std::string_view kDocument = R"json({
  "openapi": "3.0.2",
  "info": {
    "title": "Millrace: descriptive pipelines",
    "version": "1",
    "description": "Pipelines of a YAML file, lists of SQL statements; a call gets the rows of the last one."
  },
  "paths": {
    "/": {
      "get": {
        "summary": "What answers here",
        "responses": {"200": {"description": "A note", "content": {"application/json": {"schema": {
          "type": "object", "properties": {"info": {"type": "string"}}}}}}}
      }
    },
    "/config": {
      "get": {
        "summary": "What the file says; the password is hidden",
        "responses": {"200": {"description": "The file", "content": {"application/json": {"schema": {
          "$ref": "#/components/schemas/Config"}}}}}
      }
    },
    "/pipelines": {
      "get": {
        "summary": "All pipelines",
        "responses": {"200": {"description": "In the order of the file", "content": {"application/json": {"schema": {
          "type": "array", "items": {"$ref": "#/components/schemas/Pipeline"}}}}}}
      },
      "post": {
        "summary": "Adds a pipeline, also to the file",
        "requestBody": {"required": true, "content": {"application/json": {"schema": {
          "$ref": "#/components/schemas/Pipeline"}}}},
        "responses": {
          "200": {"$ref": "#/components/responses/Pipeline"},
          "400": {"$ref": "#/components/responses/Refused"},
          "403": {"description": "The key may only read, or a page of another origin asks"},
          "409": {"$ref": "#/components/responses/Refused"},
          "415": {"$ref": "#/components/responses/Refused"},
          "422": {"$ref": "#/components/responses/Invalid"}
        }
      }
    },
    "/pipelines/{name}": {
      "parameters": [{"$ref": "#/components/parameters/Name"}],
      "get": {
        "summary": "One pipeline",
        "responses": {
          "200": {"$ref": "#/components/responses/Pipeline"},
          "404": {"$ref": "#/components/responses/Refused"}
        }
      },
      "delete": {
        "summary": "Removes all pipelines of this name, also from the file",
        "responses": {
          "204": {"description": "They are gone; calls that run go on"},
          "403": {"description": "The key may only read, or a page of another origin asks"},
          "404": {"$ref": "#/components/responses/Refused"},
          "409": {"$ref": "#/components/responses/Refused"}
        }
      }
    },
    "/queries/{name}": {
      "parameters": [{"$ref": "#/components/parameters/Name"}],
      "get": {
        "summary": "Calls a pipeline: its rows, until they end or the client goes. Also a WebSocket, a message a row",
        "parameters": [
          {"name": "format", "in": "query", "schema": {
            "type": "string", "enum": ["json", "pyrepr", "array", "csv"], "default": "json"}},
          {"name": "time", "in": "query", "schema": {
            "type": "string", "enum": ["python", "iso", "epoch_ms"], "default": "python"}},
          {"name": "nonfinite", "in": "query", "schema": {
            "type": "string", "enum": ["null", "python"], "default": "null"}}
        ],
        "responses": {
          "200": {
            "description": "A row a line. A query that fails has a last line with the member error, and a cut body",
            "content": {
              "application/json": {"schema": {"type": "object"}},
              "application/x-ndjson": {"schema": {"type": "object"}},
              "text/event-stream": {"schema": {"type": "string"}},
              "text/csv": {"schema": {"type": "string"}},
              "text/plain": {"schema": {"type": "string"}}
            }
          },
          "400": {"description": "A statement is wrong", "content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/StatementError"}}}},
          "403": {"description": "A page of another origin asks"},
          "404": {"$ref": "#/components/responses/Refused"},
          "422": {"$ref": "#/components/responses/Invalid"},
          "503": {"$ref": "#/components/responses/Refused"}
        }
      }
    },
    "/openapi.json": {
      "get": {
        "summary": "This description",
        "responses": {"200": {"description": "OpenAPI", "content": {"application/json": {"schema": {
          "type": "object"}}}}}
      }
    }
  },
  "components": {
    "parameters": {
      "Name": {"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}
    },
    "responses": {
      "Pipeline": {"description": "The pipeline", "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/Pipeline"}}}},
      "Refused": {"description": "Why not", "content": {"application/json": {"schema": {
        "type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}}}},
      "Invalid": {"description": "Each field or parameter that is wrong", "content": {"application/json": {"schema": {
        "type": "object", "required": ["detail"], "properties": {"detail": {"type": "array", "items": {
          "$ref": "#/components/schemas/FieldError"}}}}}}}
    },
    "schemas": {
      "Pipeline": {
        "type": "object",
        "required": ["name", "sqls"],
        "properties": {"name": {"type": "string"}, "sqls": {"type": "array", "items": {"type": "string"}}}
      },
      "Config": {
        "type": "object",
        "properties": {
          "host": {"type": "string"}, "port": {"type": "integer"}, "db": {"type": "string"},
          "user": {"type": "string"}, "password": {"type": "string"},
          "pipelines": {"type": "array", "items": {"$ref": "#/components/schemas/Pipeline"}}
        }
      },
      "StatementError": {
        "type": "object",
        "required": ["detail", "pipeline", "statement", "line", "column", "code"],
        "properties": {
          "detail": {"type": "string"}, "pipeline": {"type": "string"}, "statement": {"type": "integer", "minimum": 1},
          "line": {"type": "integer", "nullable": true}, "column": {"type": "integer", "nullable": true},
          "code": {"type": "string"}
        }
      },
      "FieldError": {
        "type": "object",
        "required": ["loc", "msg", "type"],
        "properties": {
          "loc": {"type": "array", "items": {"oneOf": [{"type": "string"}, {"type": "integer"}]}},
          "msg": {"type": "string"}, "type": {"type": "string"}
        }
      }
    }
  }
}
)json";

} // namespace

std::string_view openApiDocument()
{
    return kDocument;
}

} // namespace millrace::server
