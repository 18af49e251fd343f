"""Pieces of LaTeX for formulas: signs under their names, fences, scripts, and what joins them."""

import re
from collections.abc import Iterable

_GREEK = (
    "α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ "
    "mu "
    "ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon ϕ phi φ varphi χ chi ψ psi ω omega Γ "
    "Gamma "
    "Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega"
)
_SIGNS = (
    "≤ le ≥ ge ≠ ne ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ∝ propto ± pm ∓ mp × times ÷ div · cdot ⋅ cdot ∘ circ ∙ "
    "bullet "
    "∈ in ∉ notin ∋ ni ⊂ subset ⊆ subseteq ⊃ supset ⊇ supseteq ∪ cup ∩ cap ∅ emptyset ∀ forall ∃ exists ¬ neg ∧ wedge "
    "∨ vee ⊕ oplus ⊗ otimes → to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto "
    "∞ infty ∂ partial ∇ nabla … ldots ⋯ cdots ⋮ vdots ⋱ ddots ∥ parallel ⊥ perp ∠ angle ′ prime ℏ hbar ℓ ell "
    "≪ ll ≫ gg ∣ mid ⟺ iff ⟹ implies ≻ succ ≺ prec ⟨ langle ⟩ rangle"
)
_NAMED = {
    sign: f"\\{name}"
    for pairs in (_GREEK.split(), _SIGNS.split())
    for sign, name in zip(pairs[::2], pairs[1::2], strict=True)
}
_BLACKBOARD = dict(zip("ℂℍℕℙℚℝℤ", "CHNPQRZ", strict=True))
_SPECIAL = {
    **{sign: f"\\{sign}" for sign in "{}%$#&_"}, "\\": "\\backslash", "~": "\\sim", "−": "-",
    "\u2062": "", "\u2061": "",
    "\u2063": "", "\u200b": "", "\u2009": "\\,", "\u200a": "\\,", "\u2005": "\\:", "\u2004": "\\;",
    "\u2002": "\\enspace",
    "\u2003": "\\quad", "\u00a0": "~", "∗": "*", "\u2032": "'", "\u2033": "''",
}  # fmt: skip
NARY = dict(zip("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂", (
    "\\sum \\prod \\coprod \\int \\iint \\iiint \\oint \\bigcup \\bigcap \\bigvee \\bigwedge \\bigoplus \\bigotimes"
).split(), strict=True))  # fmt: skip
ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "overline",
    "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check", "\u20d7": "vec", "\u20d6": "overleftarrow",
    "\u20db": "dddot", "\u0332": "underline", "¯": "bar", "^": "hat", "~": "tilde", "→": "vec", "\u203e": "overline",
    "ˆ": "hat", "˜": "tilde", "∼": "tilde", "˙": "dot", "¨": "ddot", "ˇ": "check", "˘": "breve", "´": "acute",
    "`": "grave", "―": "overline", "←": "overleftarrow", "\u030a": "mathring", "˚": "mathring",
}  # fmt: skip
BRACES = {"⏟": "underbrace", "⏞": "overbrace", "\ufe38": "underbrace", "\ufe37": "overbrace"}
_UNITS = re.compile(r"\\mathrm\{([A-Za-z]+)\}\\mathrm\{([A-Za-z]+)\}")
_RELATIONS = frozenset("=<>+-")
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim max min sup inf det dim ker "
    "deg "
    "gcd arg hom Pr limsup liminf".split()
)
ALPHABETS = {"double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak", "sans-serif": "mathsf",
             "monospace": "mathtt"}  # fmt: skip
MATRICES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", ("‖", "‖"): "Vmatrix",
            ("{", "}"): "Bmatrix", ("{", ""): "cases"}  # fmt: skip
_FENCES = {"{": "\\{", "}": "\\}", "⟨": "\\langle", "⟩": "\\rangle", "〈": "\\langle", "〉": "\\rangle",
           "\u2329": "\\langle", "\u232a": "\\rangle",
           "⌊": "\\lfloor",
           "⌋": "\\rfloor", "⌈": "\\lceil", "⌉": "\\rceil", "‖": "\\|", "∥": "\\|", "": "."}  # fmt: skip
_PLAIN_FENCES = {("(", ")"), ("[", "]")}
_ONE = re.compile(r"\\[A-Za-z]+|.|\\(?:mathbb|mathcal|mathrm|mathbf)\{[^{}]*\}", re.DOTALL)


def escaped(text: str) -> str:
    """The letters and signs of a formula as LaTeX."""
    parts = []
    for sign in text:
        if sign in _BLACKBOARD:
            parts.append(f"\\mathbb{{{_BLACKBOARD[sign]}}}")
        elif sign in NARY:
            parts.append(NARY[sign])
        else:
            parts.append(_NAMED.get(sign) or _SPECIAL.get(sign, sign))
    return joined(parts)


def text_of(text: str) -> str:
    """Words in a formula."""
    words = text.strip()
    if not words:
        return joined([_SPECIAL.get(sign, "\\ ") for sign in text])
    if (len(words) == 1 and not words.isalnum() and not words.isascii()) or words in _RELATIONS:
        return escaped(words)  # a sign set as words for the room beside it
    inside = "".join(f"\\{sign}" if sign in "{}%$#&_" else sign for sign in text)
    return f"\\text{{{inside}}}"


def joined(parts: Iterable[str | list[str]]) -> str:
    """Pieces one after the other, with a space where a command would run into a letter."""
    result = ""
    for part in parts:
        for piece in part if isinstance(part, list) else [part]:
            if piece and piece[0].isalnum() and re.search(r"\\[A-Za-z]+$", result):
                result += " "
            result += piece
    return _UNITS.sub(r"\\mathrm{\1\2}", result)


def scripted(base: str, low: str, high: str) -> str:
    """A base with what stands low and high beside it."""
    whole = base.strip()
    if not _ONE.fullmatch(whole) and whole != "{}" and not _is_fenced(whole):
        whole = f"{{{whole}}}"
    if high and re.fullmatch("'+", high):
        return f"{whole}{high}" + (f"_{_argument(low)}" if low else "")
    return whole + (f"_{_argument(low)}" if low else "") + (f"^{_argument(high)}" if high else "")


def fence(opening: str, inside: str, closing: str) -> str:
    """Something between fences, which grow with it where it is higher than a line."""
    if (opening, closing) in _PLAIN_FENCES and not is_tall(inside):
        return f"{opening}{inside}{closing}"
    left, right = _FENCES.get(opening, opening), _FENCES.get(closing, closing)
    return joined([f"\\left{left}", f" {inside} ", f"\\right{right}"])


def is_tall(text: str) -> bool:
    """Whether something is higher than a line."""
    return re.search(r"\\(?:frac|sqrt|sum|prod|int|begin|binom|atop|under|over)", text) is not None


def atop(above: str, below: str) -> str:
    """Two things above each other, without a line between them."""
    return joined(["{", above, " \\atop ", below, "}"])


def _is_fenced(text: str) -> bool:
    """Whether one pair of fences is around the whole."""
    if text.startswith("\\left") and text.count("\\left") == 1:
        return text.rfind("\\right") > len(text) - 12
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0:
            return place == len(text) - 1 and place > 0
    return False


def environment(name: str, rows: list[str]) -> str:
    """Rows below each other, whose cells "&" parts. A bracket that begins one would be read as an option."""
    rows = [f"{{}}{row}" if row.startswith("[") else row for row in rows]
    return f"\\begin{{{name}}} " + " \\\\ ".join(rows) + f" \\end{{{name}}}" if rows else ""


def _argument(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
