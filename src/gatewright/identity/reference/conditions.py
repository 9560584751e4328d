"""Whether a condition holds, operator by operator ("IAM JSON policy elements: Condition operators")."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from gatewright.identity.reference.facts import Facts

#: operator: whether it is negated; all of the page's tables.
OPERATORS = {
    **dict.fromkeys(("StringEquals", "StringEqualsIgnoreCase", "StringLike"), False),
    **dict.fromkeys(("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"), True),
    **dict.fromkeys(("NumericEquals", "NumericLessThan", "NumericLessThanEquals"), False),
    **dict.fromkeys(("NumericGreaterThan", "NumericGreaterThanEquals"), False),
    **dict.fromkeys(("DateEquals", "DateLessThan", "DateLessThanEquals"), False),
    **dict.fromkeys(("DateGreaterThan", "DateGreaterThanEquals"), False),
    **dict.fromkeys(("Bool", "BinaryEquals", "IpAddress", "ArnEquals", "ArnLike"), False),
    **dict.fromkeys(("NumericNotEquals", "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"), True),
}


def is_operator(name: str) -> bool:
    """Whether AWS knows the operator, with its set operator and its IfExists; Null takes neither."""
    if name == "Null":
        return True
    return name.removeprefix("ForAllValues:").removeprefix("ForAnyValue:").removesuffix("IfExists") in OPERATORS


def comparable(operator: str, wanted: str) -> bool:
    """Whether the policy's value is of the operator's kind: a number, a date, an address range, a truth value."""
    base = operator.rpartition(":")[2].removesuffix("IfExists")
    if base == "Null":
        return wanted.lower() in {"true", "false"}
    if base.startswith("Numeric"):
        return _number(wanted) is not None
    if base.startswith("Date"):
        return _moment(wanted) is not None
    if base.endswith("IpAddress"):
        try:
            ipaddress.ip_network(wanted, strict=False)
        except ValueError:
            return False
    return True


def holds(operator: str, key: str, wanted: list[str], facts: Facts, *, variables: bool) -> bool:
    """Whether one line of a Condition element holds; `variables` where the policy's version has them."""
    base = operator.rpartition(":")[2].removesuffix("IfExists")
    # The same words are another test in a policy whose version has no variables.
    plain = not variables and any("${" in one for one in wanted) and base.startswith(("String", "Arn", "Bool"))
    test = (operator, key.lower(), *wanted, *(["without variables"] if plain else []))
    values = facts.known(key)
    if values is None:
        return facts.ask(test)
    if operator == "Null":
        # "Condition operator to check existence": true = the key does not exist, false = it exists and has a value.
        return ("false" if values else "true") in [one.lower() for one in wanted]
    everyone, anyone = operator.startswith("ForAllValues:"), operator.startswith("ForAnyValue:")
    # "...IfExists": if the key is not present, the element is true. The variables page: use it to keep a variable
    # from making the statement invalid, so it comes before them.
    if not values and operator.endswith("IfExists"):
        return True
    # "Important": a missing key does not match, so a negated operator is true; "Set operations": ForAllValues is true
    # of no values, ForAnyValue false.
    if not values and not (everyone or (OPERATORS[base] and not anyone)):
        return False
    if variables and base.startswith(("String", "Arn", "Bool")):
        # Variables in string, ARN and Boolean operators; a variable without value makes the statement invalid.
        resolved = [resolve(one, facts) for one in wanted]
        if "missing" in [state for state, _ in resolved]:
            return False
        if "unknown" in [state for state, _ in resolved]:
            return facts.ask(test)
        wanted = [value for _, value in resolved]
    elif base.startswith(("String", "Arn", "Bool")):
        wanted = [one.replace("\\", "\\\\") for one in wanted]
    return _holds_of_values(base, values, wanted, (everyone, anyone))


def _holds_of_values(base: str, values: tuple[str, ...], wanted: list[str], sets: tuple[bool, bool]) -> bool:
    everyone, anyone = sets
    negated = OPERATORS[base]

    def matches(value: str) -> bool:
        # "Conditions with multiple context keys or values": values of one key are OR'ed, those of a negated operator
        # NOR'ed.
        positive = any(_compare(base.replace("Not", ""), value, one) for one in wanted)
        return not positive if negated else positive

    if not values or everyone:
        return all(matches(value) for value in values)
    if anyone:
        return any(matches(value) for value in values)
    return all(matches(value) for value in values) if negated else any(matches(value) for value in values)


def _compare(base: str, value: str, wanted: str) -> bool:
    family = re.match("String|Numeric|Date|Bool|Binary|Ip|Arn", base)
    match family.group() if family else "":
        case "String":
            if base == "StringLike":
                return like(wanted, value)
            plain = unescaped(wanted)
            return value.lower() == plain.lower() if base.endswith("IgnoreCase") else value == plain
        case "Bool":
            return value.lower() == unescaped(wanted).lower()
        case "Arn":
            # "Each of the six colon-delimited components of the ARN is checked separately."
            # A lone `*` is not spoken of; everybody who writes it means any ARN.
            ours, theirs = ["*"] * 6 if wanted == "*" else wanted.split(":", 5), value.split(":", 5)
            return len(ours) == len(theirs) == 6 and all(map(like, ours, theirs))
        case "Numeric":
            return _ordered(base.removeprefix("Numeric"), _number(value), _number(wanted))
        case "Date":
            return _ordered(base.removeprefix("Date"), _moment(value), _moment(wanted))
        case "Ip":
            return _within(value, wanted)
        case _:
            return _bytes(value) is not None and _bytes(value) == _bytes(wanted)


def _ordered(relation: str, ours: Decimal | None, theirs: Decimal | None) -> bool:
    if ours is None or theirs is None:
        return False
    return {
        "Equals": ours == theirs,
        "LessThan": ours < theirs,
        "LessThanEquals": ours <= theirs,
        "GreaterThan": ours > theirs,
        "GreaterThanEquals": ours >= theirs,
    }[relation]


def _number(value: str) -> Decimal | None:
    if set(value) - set("0123456789+-.eE"):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(value: str) -> Decimal | None:
    """Seconds since 1970 ("Date condition operators": W3C forms of ISO 8601, or epoch time; no wildcards)."""
    if (number := _number(value)) is not None and not re.fullmatch(r"\d{4}", value):
        return number
    shape = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?", value)
    if shape is None:
        return None
    year, month, day, time = shape.groups()
    try:
        moment = datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}{time or 'T00:00:00Z'}")
    except ValueError:
        return None
    return Decimal(str((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()))


def _within(value: str, wanted: str) -> bool:
    """Whether the address lies in the network; one without a mask is one address."""
    try:
        network = ipaddress.ip_network(wanted, strict=False)
        return ipaddress.ip_address(value) in network
    except ValueError:
        return False


def _bytes(value: str) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None


def like(pattern: str, value: str) -> bool:
    r"""Whether the value has the shape: `*` any run, `?` any one sign, `\` makes the next sign plain (our own mark)."""
    shape = ""
    position = 0
    while position < len(pattern):
        sign = pattern[position]
        if sign == "\\":
            position += 1
            shape += re.escape(pattern[position])
        else:
            shape += {"*": ".*", "?": "."}.get(sign) or re.escape(sign)
        position += 1
    return re.fullmatch(shape, value, re.DOTALL) is not None


def unescaped(pattern: str) -> str:
    r"""The pattern as a plain text, without our `\`."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def resolve(pattern: str, facts: Facts) -> tuple[str, str]:
    """A text with its variables filled in, and whether they all have values: `known`, `missing` or `unknown`.

    What is unknown is `*` in the text.

    "Variables and tags": `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`; single-valued keys alone. What a
    variable brings in is plain, whatever signs it holds.
    """
    state, whole, rest = "known", "", pattern.replace("\\", "\\\\")
    while found := re.search(r"\$\{\s*([^}',]*[^}',\s])\s*(?:,\s*'([^'}]*)'\s*)?\}", rest):
        whole += rest[: found.start()]
        rest = rest[found.end() :]
        key, default = found.groups()
        if key in {"*", "?", "$"}:
            whole += f"\\{key}"
            continue
        values = facts.known(key.replace("\\\\", "\\"))
        if values is None:
            state, whole = "unknown", whole + "*"
        elif len(values) == 1:
            whole += re.sub(r"([*?\\])", r"\\\1", values[0])
        elif not values and default is not None:
            whole += re.sub(r"([*?])", r"\\\1", default)
        else:
            return "missing", ""
    return state, whole + rest
