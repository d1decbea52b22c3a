"""What Schemathesis does besides what the document tells it."""

import itertools

import schemathesis

NAME = "Idempotency-Key"
seen = set()
numbers = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request a name of its own: the same few would be generated for different ones."""
    for name in [name for name in case.headers or {} if name.lower() == NAME.lower()]:
        if case.headers[name] in seen:
            case.headers[name] = f"request-{next(numbers)}"
        seen.add(case.headers[name])
