"""What differs between two JSON values, so that only that has to be sent.

A change is one of these, and `changes.js` makes it:

- `{"=": value}`: the value is another one;
- `{".": {key: change, …}}`: some items of an object, or of a list by their numbers, differ;
- `{"+": [value, …]}`: a list has grown by these; its first items may differ, too.
"""

from collections.abc import Mapping
from typing import Any

Change = dict[str, Any]


def change(before: Any, after: Any) -> Change | None:
    """What makes one value into the other; None if they are equal.

    >>> change({"x": [1, 2], "y": 3}, {"x": [1, 2, 5], "y": 3})
    {'.': {'x': {'+': [5]}}}
    >>> change([1, 2, 3], [1, 4])
    {'=': [1, 4]}
    """
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() <= after.keys():
        return _inside({key: _item_change(before, key, after[key]) for key in after})
    if isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        shared = zip(before, after, strict=False)
        found = _inside({str(at): change(*pair) for at, pair in enumerate(shared)}) or {}
        if len(after) > len(before):
            found["+"] = after[len(before) :]
        return found or None
    return None if _equal(before, after) else {"=": after}


def _item_change(before: Mapping[str, Any], key: str, after: Any) -> Change | None:
    return change(before[key], after) if key in before else {"=": after}


def _inside(found: Mapping[str, Change | None]) -> Change | None:
    real = {key: each for key, each in found.items() if each is not None}
    return {".": real} if real else None


def _equal(before: Any, after: Any) -> bool:
    # In JSON, True is not 1.
    return type(before) is type(after) and bool(before == after)
