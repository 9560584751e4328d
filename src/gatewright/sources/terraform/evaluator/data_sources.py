"""Data sources whose answer follows from the configuration alone; all others are known after apply."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable

from gatewright.sources.terraform.evaluator import user_data
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value, is_known, reveal

_DEFAULT_VERSION = "2012-10-17"
_DEFERRED = "read during apply, since it depends on other resources"
_PARTITIONS = (("cn-", "aws-cn", "amazonaws.com.cn"), ("us-gov-", "aws-us-gov", "amazonaws.com"))

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What Go's encoder escapes beyond JSON's own rules."""

Document = dict[str, Value]


def read(data_type: str, values: dict[str, Value], provider: ProviderSettings, *, deferred: bool) -> None:
    """Fill in what a data source answers, where it is known; `deferred` when it waits for other resources."""
    reader = _READERS.get(data_type)
    if reader is not None:
        reader(values, provider, UnknownValue(_DEFERRED) if deferred else None)


def _policy_document(values: dict[str, Value], _provider: ProviderSettings, deferred: UnknownValue | None) -> None:
    plain, sensitive = reveal(values)
    assert isinstance(plain, dict)  # noqa: S101  # INVARIANT: reveal keeps the kind
    document = _merged(plain)
    for name, indent in (("json", 2), ("minified_json", None)):
        text = _text(document, indent, deferred)
        values[name] = Sensitive(text) if sensitive else text
    rendered = values["json"]
    if isinstance(rendered, str):
        values["id"] = str(zlib.crc32(rendered.encode()))
    if values.get("version") is None:
        values["version"] = _DEFAULT_VERSION


def _text(document: Value, indent: int | None, deferred: UnknownValue | None) -> Value:
    if isinstance(document, UnknownValue):
        return document
    if deferred is not None:
        return UnknownValue(deferred.reason, document=document)
    if not is_known(document):
        return UnknownValue("known after apply", document=document)
    separators = None if indent else (",", ":")
    return json.dumps(document, indent=indent, separators=separators, ensure_ascii=False).translate(_ESCAPES)


def _merged(values: Document) -> Value:
    """The source documents, then the own statements, then the overrides; a later statement replaces one of its Sid."""
    merged: Document = {"Version": "", "Id": "", "Statement": []}
    for source in [values.get("source_json"), *_items(values.get("source_policy_documents"))]:
        _merge(merged, _parsed(source))
    statements = [_statement(block) for block in _items(values.get("statement"))]
    own: Document = {
        "Version": values.get("version") or _DEFAULT_VERSION,
        "Id": values.get("policy_id") or "",
        "Statement": statements,
    }
    _merge(merged, own)
    for source in [*_items(values.get("override_policy_documents")), values.get("override_json")]:
        _merge(merged, _parsed(source))
    return {key: value for key, value in merged.items() if value not in ("", [])}


def _items(value: Value) -> list[Value]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _parsed(source: Value) -> Value:
    """A source or override document as it is merged; None for an empty one."""
    if source is None or source == "":
        return None
    if isinstance(source, UnknownValue):
        return source.document if isinstance(source.document, dict) else source
    try:
        parsed = json.loads(str(source))
    except (ValueError, RecursionError):
        raise EvaluationError("a source policy document is not valid JSON") from None
    if not isinstance(parsed, dict):
        raise EvaluationError("a source policy document is no JSON object")
    return _lists(parsed)


def _lists(parsed: Document) -> Document:
    """Condition values of a merged document are written as lists."""
    statements: list[Value] = []
    for statement in _items(parsed.get("Statement")):
        if isinstance(statement, dict) and isinstance(statement.get("Condition"), dict):
            conditions = statement["Condition"]
            assert isinstance(conditions, dict)  # noqa: S101  # INVARIANT: just tested
            listed: Document = {
                test: {name: _items(value) for name, value in names.items()} if isinstance(names, dict) else names
                for test, names in conditions.items()
            }
            statements.append({**statement, "Condition": listed})
        else:
            statements.append(statement)
    return {**parsed, "Statement": statements}


def _merge(merged: Document, other: Value) -> None:
    if other is None:
        return
    statements = merged["Statement"]
    assert isinstance(statements, list)  # noqa: S101  # INVARIANT: made as a list
    if not isinstance(other, dict):
        statements.append(other)  # an unknown document: at least one statement that is not known
        return
    if other.get("Id"):
        merged["Id"] = other["Id"]
    version = other.get("Version") or ""
    if isinstance(version, str) and isinstance(merged["Version"], str):
        merged["Version"] = max(merged["Version"], version)
    for statement in _items(other.get("Statement")):
        sid = statement.get("Sid") if isinstance(statement, dict) else None
        same = [i for i, s in enumerate(statements) if isinstance(s, dict) and sid and s.get("Sid") == sid]
        if same:
            statements[same[0]] = statement
        else:
            statements.append(statement)


def _statement(block: Value) -> Value:
    if not isinstance(block, dict):
        return block
    members: Document = {
        "Sid": block.get("sid") or "",
        "Effect": block.get("effect") or "Allow",
        "Action": _collapsed(block.get("actions")),
        "NotAction": _collapsed(block.get("not_actions")),
        "Resource": _collapsed(_expanded(block.get("resources"))),
        "NotResource": _collapsed(_expanded(block.get("not_resources"))),
        "Principal": _principals(block.get("principals")),
        "NotPrincipal": _principals(block.get("not_principals")),
        "Condition": _conditions(block.get("condition")),
    }
    return {name: value for name, value in members.items() if value is not None and value != ""}


def _expanded(value: Value) -> Value:
    """`&{name}` stands for IAM's own `${name}`, which a Terraform string cannot hold unescaped."""
    if isinstance(value, list):
        return [item.replace("&{", "${") if isinstance(item, str) else item for item in value]
    return value


def _collapsed(value: Value) -> Value:
    """None for nothing, one string bare, several in descending order."""
    if not isinstance(value, list):
        return value
    if len(value) < 2:
        return value[0] if value else None
    return _descending(value)


def _descending(items: list[Value]) -> list[Value]:
    known = sorted((item for item in items if isinstance(item, str)), reverse=True)
    return [*known, *(item for item in items if not isinstance(item, str))]


def _principals(blocks: Value) -> Value:
    if isinstance(blocks, UnknownValue):
        return blocks
    by_type: Document = {}
    for block in _items(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str):
            return UnknownValue("the type of a principal is not known")
        kind = str(block["type"])
        identifiers = _expanded(block.get("identifiers"))
        if kind in by_type:
            by_type[kind] = [*_items(by_type[kind]), *_descending(_items(identifiers))]
        else:
            by_type[kind] = _collapsed(identifiers) if identifiers != [] else []
    if list(by_type) == ["*"] and by_type["*"] == "*":
        return "*"
    return {kind: by_type[kind] for kind in sorted(by_type)} or None


def _conditions(blocks: Value) -> Value:
    if isinstance(blocks, UnknownValue):
        return blocks
    tests: dict[str, dict[str, Value]] = {}
    for block in _items(blocks):
        if not isinstance(block, dict):
            return block
        test, name = block.get("test"), block.get("variable")
        if not isinstance(test, str) or not isinstance(name, str):
            return UnknownValue("a condition's test or variable is not known")
        values = _expanded(block.get("values"))
        names = tests.setdefault(test, {})
        if name in names:
            names[name] = [*_items(names[name]), *_items(values)]
        else:
            names[name] = values[0] if isinstance(values, list) and len(values) == 1 else values
    ordered: Document = {test: {name: tests[test][name] for name in sorted(tests[test])} for test in sorted(tests)}
    return ordered or None


def _region(values: dict[str, Value], provider: ProviderSettings, _deferred: UnknownValue | None) -> None:
    region = values.get("region") or values.get("name") or provider.region
    if isinstance(region, str):
        for name in ("id", "name", "region"):
            if name in values:
                values[name] = region


def _partition(values: dict[str, Value], provider: ProviderSettings, _deferred: UnknownValue | None) -> None:
    if not isinstance(provider.region, str):
        values["partition"] = UnknownValue("depends on the region, which is not known", prefix="aws")
        return
    found = [(name, suffix) for prefix, name, suffix in _PARTITIONS if provider.region.startswith(prefix)]
    partition, suffix = found[0] if found else ("aws", "amazonaws.com")
    values["partition"] = values["id"] = partition
    values["dns_suffix"] = suffix
    values["reverse_dns_prefix"] = ".".join(reversed(suffix.split(".")))


def _caller(values: dict[str, Value], provider: ProviderSettings, _deferred: UnknownValue | None) -> None:
    if isinstance(provider.account, str):
        values["account_id"] = values["id"] = provider.account


def _template_file(values: dict[str, Value], _provider: ProviderSettings, deferred: UnknownValue | None) -> None:
    if deferred is None:
        user_data.template_file(values)


def _cloudinit(values: dict[str, Value], _provider: ProviderSettings, deferred: UnknownValue | None) -> None:
    if deferred is None:
        user_data.cloudinit(values)


def _google_policy(values: dict[str, Value], _provider: ProviderSettings, deferred: UnknownValue | None) -> None:
    bindings = [_google_binding(block) for block in _items(values.get("binding"))]
    if all(isinstance(binding, dict) and isinstance(binding.get("role"), str) for binding in bindings):
        bindings.sort(key=lambda binding: str(binding["role"]) if isinstance(binding, dict) else "")
    audits = [_google_audit(block) for block in _items(values.get("audit_config"))]
    document: Document = {}
    if audits:
        document["auditConfigs"] = list(audits)
    if bindings:
        document["bindings"] = list(bindings)
    values["policy_data"] = _text(document, None, deferred)


def _google_binding(block: Value) -> Value:
    if not isinstance(block, dict):
        return block
    members = _items(block.get("members"))
    if all(isinstance(member, str) for member in members):
        members = sorted(members, key=str)
    condition = next(iter(_items(block.get("condition"))), None)
    if isinstance(condition, dict):
        condition = _present((name, condition.get(name)) for name in ("description", "expression", "title"))
    return _present((("condition", condition), ("members", members), ("role", block.get("role"))))


def _google_audit(block: Value) -> Value:
    if not isinstance(block, dict):
        return block
    logs: list[Value] = [
        _present((("exemptedMembers", log.get("exempted_members")), ("logType", log.get("log_type"))))
        if isinstance(log, dict)
        else log
        for log in _items(block.get("audit_log_configs"))
    ]
    return _present((("auditLogConfigs", logs), ("service", block.get("service"))))


def _present(members: Iterable[tuple[str, Value]]) -> Document:
    return {name: value for name, value in members if value not in (None, "", [])}


_READERS: dict[str, Callable[[dict[str, Value], ProviderSettings, UnknownValue | None], None]] = {
    "aws_iam_policy_document": _policy_document,
    "aws_region": _region,
    "aws_partition": _partition,
    "aws_caller_identity": _caller,
    "google_iam_policy": _google_policy,
    "template_file": _template_file,
    "cloudinit_config": _cloudinit,
    "template_cloudinit_config": _cloudinit,
}
