"""What the page says of its routes: FastAPI's own description, with what it leaves out, for making calls from it.

It is made in this process, of all routes, also of those that are shut: the page itself serves no description.
"""

import re
from typing import Any

from fastapi import FastAPI

from assistant.web.surface import API, OPEN

HEARD = "heard"
"""The open page that the described events come from."""
SAID = """answer article as by comment conversation end event exchange from id ids page part per query question reading
since stamp start title until verdict version""".split()
"""What the page's script says of its events."""
Description = dict[str, Any]


def described(app: FastAPI) -> Description:
    """The OpenAPI description of a page that was built: its own routes and gradio's, with the values there are."""
    mounted: list[Any] = [getattr(route, "app", None) for route in app.routes]
    inner: Any = next(one for one in mounted if isinstance(one, FastAPI))
    own: Description = app.openapi()
    whole: Description = inner.openapi()
    whole["paths"] |= own["paths"]
    whole["components"]["schemas"] |= own["components"]["schemas"]
    events = list(inner.get_blocks().fns.values())
    public = [event.api_name for event in events if event.api_visibility == "public"]
    for path, methods in whole["paths"].items():
        for operation in methods.values():
            if "{api_name}" in path:
                _say(operation, "api_name", {"enum": public})
            if "/heartbeat/{session_hash}" in path:
                _say(operation, "session_hash", {"type": "string", "pattern": "^[a-z0-9_-]{1,100}$"})
    whole["paths"][f"{API}/upload"]["post"]["requestBody"] = _form()
    _describe_events(whole["components"]["schemas"], events)
    return whole


def shut(path: str) -> bool:
    """Whether a described route is one of those of gradio that nobody reaches."""
    example = re.sub(r"{\w+}", "ask", path.removeprefix(API))
    return path.startswith(f"{API}/") and not OPEN.fullmatch(example)


def _say(operation: Description, name: str, schema: Description) -> None:
    """Describes a part of the path anew; FastAPI says nothing of those that its function does not take."""
    others = [one for one in operation.get("parameters", ()) if one["name"] != name]
    operation["parameters"] = [*others, {"name": name, "in": "path", "required": True, "schema": schema}]


def _form() -> Description:
    """What an upload consists of: gradio reads it without FastAPI."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 3}
    schema = {"type": "object", "properties": {"files": files}, "required": ["files"]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _describe_events(schemas: Description, events: list[Any]) -> None:
    """Says which events there are, how many boxes they have at most, and what else is said of them."""
    boxes = {"type": "array", "items": {}, "minItems": max(len(event.inputs) for event in events)}
    schemas["SimplePredictBody"]["properties"] |= {"data": boxes, "session_hash": {"enum": [HEARD]}}
    call = schemas["PredictBody"]
    call["properties"] |= {
        "fn_index": {"enum": [event._id for event in events]},
        "data": boxes,
        "event_data": {"type": "object", "properties": {name: {} for name in SAID}},
        "session_hash": {"enum": [HEARD]},
    }
    call["required"] = ["data", "event_data", "fn_index", "session_hash"]
