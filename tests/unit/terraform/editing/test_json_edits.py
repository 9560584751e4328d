"""Files in Terraform's JSON syntax, and JSON files of values."""

from __future__ import annotations

import json

import pytest
from edited_files import Edit, edited, edited_once, place

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import Block, EditRefusedError, FileEditor, Raw, apply

TEXT = """{
  "resource": {
    "aws_s3_bucket": {
      "logs": {
        "bucket": "logs",
        "tags": {"a": "b"},
        "versioning": [{"enabled": false}],
        "acl": "${var.acl}",
        "l": ["a", "b", "c"],
        "policy": "{\\"Statement\\": [{\\"Action\\": \\"*\\"}]}"
      },
      "other": {}
    }
  },
  "variable": {"x": {"default": true}}
}
"""
LOGS = place(TEXT, '"logs"')


def _policy(editor: FileEditor) -> object:
    return editor.edit_policy(place(TEXT, '"policy"'), lambda _: {"Statement": [{"Action": "a:b"}]})


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (lambda e: e.set_attribute(LOGS, ["acl"], "private"), '"${var.acl}"', '"private"'),
        (lambda e: e.set_attribute(LOGS, ["acl"], Raw("var.acl")), "", ""),
        (lambda e: e.set_attribute(LOGS, ["versioning", "enabled"], value=True), "false", "true"),
        (lambda e: e.set_attribute(LOGS, ["versioning", 0, "enabled"], value=True), "false", "true"),
        (lambda e: e.set_attribute(LOGS, ["tags", "c"], Raw("var.x")), '"b"}', '"b", "c": "${var.x}"}'),
        (
            lambda e: e.set_attribute(LOGS, ["bucket"], {"a": [1, "${x}"]}),
            '"logs",',
            '{\n          "a": [\n            1,\n            "$${x}"\n          ]\n        },',
        ),
        (lambda e: e.set_attribute(place(TEXT, '"other"'), ["a"], 1), "{}", '{\n        "a": 1\n      }'),
        (lambda e: e.remove_attribute(LOGS, ["tags"]), '        "tags": {"a": "b"},\n', ""),
        (lambda e: e.remove_attribute(LOGS, ["tags", "a"]), '{"a": "b"}', "{}"),
        (lambda e: e.remove_attribute(LOGS, ["zz", "a"]), "", ""),
        (lambda e: e.remove_block(LOGS, ["versioning", 0]), '{"enabled": false}', ""),
        (
            lambda e: e.add_block(LOGS, Block("versioning", (), {"n": 1})),
            '[{"enabled": false}]',
            '[{"enabled": false}, {"n": 1}]',
        ),
        (
            lambda e: e.add_block(place(TEXT, '"other"'), Block("y", (), {"n": 1})),
            "{}",
            '{\n        "y": {\n          "n": 1\n        }\n      }',
        ),
        (lambda e: e.add_element(place(TEXT, '"l"'), "d"), '"c"]', '"c", "d"]'),
        (lambda e: e.replace_element(place(TEXT, '"l"'), 1, "x"), '"b", "c"', '"x", "c"'),
        (lambda e: e.replace_expression(place(TEXT, '"${var.acl}"'), None), '"${var.acl}"', "null"),
        (lambda e: e.set_default("x", value=False), "true", "false"),
        (_policy, '[{\\"Action\\": \\"*\\"}]', '[{\\"Action\\": \\"a:b\\"}]'),
        (
            lambda e: e.add_after(LOGS, Block("resource", ("aws_s3_bucket", "y"), {"a": Raw("x.y")})),
            '"other": {}',
            '"other": {},\n      "y": {\n        "a": "${x.y}"\n      }',
        ),
        (
            lambda e: e.add_after(LOGS, Block("resource", ("z", "y"), {"n": Block("n", (), {"a": 1})})),
            "{}\n    }",
            '{}\n    },\n    "z": {\n      "y": {\n        "n": {\n          "a": 1\n        }\n      }\n    }',
        ),
    ],
)
def test_each_operation_on_json(edit: Edit, old: str, new: str) -> None:
    """One place of the file changes, in the layout around it."""
    expected = TEXT.replace(old, new, 1) if old else TEXT
    if old == '"logs",':
        expected = TEXT.replace('"bucket": "logs",', f'"bucket": {new}')
    assert expected == edited(TEXT, edit, file="main.tf.json")


def test_a_value_is_replaced_as_a_whole() -> None:
    """Everything in it that differs, at once."""
    assert TEXT.replace('["a", "b", "c"]', "[1]") == edited(
        TEXT, lambda e: e.replace_expression(place(TEXT, '"l"'), [1]), file="main.tf.json"
    )
    assert TEXT.replace('{"a": "b"}', '{"c": 1, "d": 2}') == edited(
        TEXT, lambda e: e.set_attribute(LOGS, ["tags"], {"c": 1, "d": 2}), file="main.tf.json"
    )


def test_what_goes_by_an_index_or_is_gone() -> None:
    """An element, and a whole block."""
    assert TEXT.replace('"b", "c"', '"c"') == edited_once(
        TEXT, lambda e: e.remove_element(place(TEXT, '"l"'), 1), file="main.tf.json"
    )
    left = json.loads(edited_once(TEXT, lambda e: e.remove(LOGS), file="main.tf.json"))
    assert {"aws_s3_bucket": {"other": {}}} == left["resource"]
    text = '{"resource": {"a": {"b": {}}}, "variable": {}}'
    assert '{"variable": {}}' == edited_once(text, lambda e: e.remove(place(text, '"b"')), file="main.tf.json")


def test_strings_of_values_are_no_templates() -> None:
    """What looks like a template stands for itself in a file of values, which holds no expressions."""
    text = '{\r\n\t"a": "${b}"\r\n}'
    assert text == edited(text, lambda e: e.set_value("a", "${b}"), file="x.tfvars.json")
    assert '{\r\n\t"a": "${b}",\r\n\t"c": [\r\n\t\t1\r\n\t]\r\n}' == edited(
        text, lambda e: e.set_value("c", [1]), file="x.tfvars.json"
    )
    with pytest.raises(EditRefusedError):
        FileEditor("x.tfvars.json", text.encode()).set_value("a", Raw("b"))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"a"', b'{"a": NaN}', b'{"a": 1,}'])
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    """Nothing is edited in a file that cannot be read."""
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf.json", data)


def test_blocks_that_share_a_name_are_refused() -> None:
    """A list of two resources gives no place that tells them apart."""
    text = '{"resource": {"a": {"b": [{}, {}]}}}'
    with pytest.raises(EditRefusedError, match="several blocks"):
        FileEditor("main.tf.json", text.encode()).set_attribute(place(text, '"b"'), ["x"], 1)


@pytest.mark.parametrize("value", [float("nan"), "\ud800", object()])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    """Nothing is written that would not be read as that value."""
    with pytest.raises(EditRefusedError):
        FileEditor("x.tfvars.json", b"{}").set_value("a", value)  # type: ignore[arg-type]  # on purpose


def test_the_byte_order_mark_is_kept() -> None:
    """Positions and splices agree with a file that begins with one."""
    data = b'\xef\xbb\xbf{"resource": {"a": {"b": {"c": 1}}}}'
    splices = FileEditor("main.tf.json", data).set_attribute(Position(line=1, column=21), ["c"], 2)
    assert data.replace(b"1", b"2") == apply(data, splices)
