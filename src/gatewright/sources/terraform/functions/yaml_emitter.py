"""PyYAML's emitter, with the habits of the one that Terraform has."""

from __future__ import annotations

from yaml.emitter import Emitter as PyYamlEmitter
from yaml.emitter import ScalarAnalysis


class Emitter(PyYamlEmitter):
    """An emitter that folds double-quoted strings, and escapes what is beyond the basic plane, as libyaml does."""

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        """What styles a text allows; only double quotes where it has characters that have to be escaped."""
        analysis = super().analyze_scalar(scalar)
        if scalar and max(scalar) >= "\U00010000":
            analysis.allow_flow_plain = analysis.allow_block_plain = False
            analysis.allow_single_quoted = analysis.allow_block = False
        return analysis

    def check_empty_document(self) -> bool:
        """Never: an empty string needs no `---` before it."""
        return False

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: FBT001, FBT002  # PyYAML's signature
        """Write the text, with a line break for a space beyond the best width."""
        self.write_indicator('"', need_whitespace=True)
        after_space = False
        for index, char in enumerate(text):
            if char == " ":
                inside = 0 < index < len(text) - 1
                if split and not after_space and inside and self.column > self.best_width:
                    self.write_indent()
                    if text[index + 1] == " ":
                        self._put("\\")
                else:
                    self._put(char)
                after_space = True
            else:
                self._put(char if _is_plain(char) else self._escaped(char))
                after_space = False
        self.write_indicator('"', need_whitespace=False)

    def _put(self, data: str) -> None:
        self.column += len(data)
        self.stream.write(data)

    def _escaped(self, char: str) -> str:
        if char in self.ESCAPE_REPLACEMENTS:
            return "\\" + str(self.ESCAPE_REPLACEMENTS[char])
        code = ord(char)
        return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def _is_plain(char: str) -> bool:
    """Whether a character stands for itself between double quotes."""
    if char in '"\\\x85\u2028\u2029\ufeff':
        return False
    return "\x20" <= char <= "\x7e" or "\xa0" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd"
