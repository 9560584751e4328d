"""The third answer: a value that nobody knows before something else happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pydantic_core import SchemaSerializer, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

KEY = "$unknown"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that exists but is not known, and why.

    Unknown differs from absent: an absent property holds the provider's default. In JSON and in Rego's input it is
    `{"$unknown": reason}`.
    """

    reason: str

    # Where a model does not say that it holds an Unknown, as raw properties do not, pydantic asks the value itself.
    __pydantic_serializer__: ClassVar[SchemaSerializer]

    def as_json(self) -> dict[str, str]:
        """The JSON form, `{"$unknown": reason}`."""
        return {KEY: self.reason}

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        from_json = core_schema.no_info_after_validator_function(
            lambda parsed: cls(parsed[KEY]),
            core_schema.typed_dict_schema(
                {KEY: core_schema.typed_dict_field(core_schema.str_schema())}, extra_behavior="forbid"
            ),
        )
        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), from_json],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(cls.as_json),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "object",
            "title": "Unknown",
            "properties": {KEY: {"type": "string"}},
            "required": [KEY],
            "additionalProperties": False,
        }


Unknown.__pydantic_serializer__ = SchemaSerializer(
    core_schema.any_schema(serialization=core_schema.plain_serializer_function_ser_schema(Unknown.as_json))
)
