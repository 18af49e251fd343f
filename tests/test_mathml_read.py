"""MathML as it stands in books, journals and web pages, read as LaTeX that is set as the same formula."""

from typing import Any

import pytest
from lxml import etree
from test_mathematics import FORMULAS, GOLDEN

from exporter.publication.mathematics import draw_formula, mathml_of
from exporter.readers.formulas import UnreadableFormula
from exporter.readers.formulas.mathml import latex_of
from exporter.readers.formulas.tex import bare

NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def math(inside: str) -> Any:
    return etree.fromstring(f'<math xmlns="{NAMESPACE}">{inside}</math>')


def structure(root: Any) -> str:
    """A formula without its LaTeX, groups, and how its operators stretch."""
    root.attrib.pop("alttext")
    for operator in root.iter(f"{{{NAMESPACE}}}mo"):
        operator.attrib.clear()
    etree.strip_tags(root, f"{{{NAMESPACE}}}mrow")
    return etree.tostring(root, encoding="unicode")


ROW = "<mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd>"
READ = {
    # Fences that are signs grow with what they hold, as MathML's do.
    "<mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo>": r"\left( \frac{a}{b} \right)",
    '<mo stretchy="false">(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo stretchy="false">)</mo>': r"(\frac{a}{b})",
    "<mo>|</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo>": r"\left| \frac{a}{b} \right|",
    "<mo>[</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>)</mo>": "[0,1)",
    '<mfenced separators=";"><mi>a</mi><mi>b</mi></mfenced>': "(a;b)",
    # Tables have the name that LaTeX gives them together with their fences.
    f"<mo>(</mo><mtable><mtr>{ROW}</mtr></mtable><mo>)</mo>": r"\begin{pmatrix} a & b \end{pmatrix}",
    f"<mo>{{</mo><mtable><mtr>{ROW}</mtr></mtable>": r"\begin{cases} a & b \end{cases}",
    f'<mtable columnalign="right left"><mtr>{ROW}</mtr></mtable>': r"\begin{aligned} a & b \end{aligned}",
    # What only makes room in a cell is not one; a row's label stands behind it.
    f'<mtable><mtr>{ROW}<mtd><mspace width="2em"/></mtd></mtr></mtable>': r"\begin{matrix} a & b \end{matrix}",
    f"<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd>{ROW}</mlabeledtr></mtable>": (
        r"\begin{matrix} a & b & \text{(1)} \end{matrix}"
    ),
    # A bracket at the beginning of a row is no option of it.
    "<mtable><mtr><mtd><mo>[</mo><mi>A</mi><mo>]</mo></mtd></mtr></mtable>": r"\begin{matrix} {}[A] \end{matrix}",
    "<mo>(</mo><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>": r"\binom{n}{k}",
    "<mfrac linethickness='0pt'><mi>n</mi><mi>k</mi></mfrac>": r"{n \atop k}",
    "<munder><munder><mi>x</mi><mo>⏟</mo></munder><mi>u</mi></munder>": r"\underbrace{x}_{u}",
    "<munderover><mo>→</mo><mrow/><mi>f</mi></munderover>": r"\overset{f}{\to}",
    "<mmultiscripts><mi>A</mi><mi>i</mi><mi>j</mi><mprescripts/><mi>k</mi><none/></mmultiscripts>": "{}_kA_i^j",
    "<menclose notation='box'><mi>x</mi></menclose>": r"\boxed{x}",
    "<mi mathvariant='bold'>v</mi><mi mathvariant='double-struck'>R</mi>": r"\mathbf{v}\mathbb{R}",
    "<mo>det</mo><mi>A</mi>": r"\det A",
    # Letters without a mark of their own, in their order, and words with the spaces that count.
    "<mi>e</mi>Y": "eY",
    "<mtext> if\n and\u00a0</mtext>": "\\text{if and\u00a0}",
    "<mphantom><mi>x</mi></mphantom>": r"\phantom{x}",
    '<semantics><mi>y</mi><annotation encoding="application/x-tex">{\\displaystyle x}</annotation></semantics>': "x",
}


@pytest.mark.parametrize("inside", READ)
def test_mathml_becomes_latex_that_can_be_set(inside: str) -> None:
    latex = latex_of(math(inside))
    assert latex == READ[inside]
    draw_formula(latex, True, "#000000")


@pytest.mark.parametrize("name", FORMULAS)
def test_formula_comes_back_from_its_mathml_as_the_same_formula(name: str) -> None:
    written = etree.parse(GOLDEN / f"{name}.mml").getroot()
    again = etree.fromstring(mathml_of(latex_of(written), True))
    assert structure(again) == structure(written)


@pytest.mark.parametrize("inside", ["<apply><ci>x</ci></apply>", "<mfrac><mi>a</mi></mfrac>", "<script>x</script>",
                                    "<menclose notation='longdiv'><mi>x</mi></menclose>",
                                    "<mrow>" * 70 + "<mi>x</mi>" + "</mrow>" * 70])  # fmt: skip
def test_what_latex_has_no_word_for_is_no_formula(inside: str) -> None:
    with pytest.raises(UnreadableFormula):
        latex_of(math(inside))


def test_fences_deep_in_each_other_are_read_once() -> None:
    deep = "<mfrac><mi>a</mi><mi>b</mi></mfrac>"
    for _ in range(25):
        deep = f"<mrow><mo>(</mo>{deep}<mo>)</mo></mrow>"
    assert latex_of(math(deep)).count("\\left(") == 25


@pytest.mark.parametrize("prefix", ["mml:", ""])
def test_names_are_known_with_a_prefix_and_without_a_namespace(prefix: str) -> None:
    from lxml import html

    inside = f"<{prefix}msup><{prefix}mi>x</{prefix}mi><{prefix}mn>2</{prefix}mn></{prefix}msup>"
    assert latex_of(html.fragment_fromstring(f"<{prefix}math>{inside}</{prefix}math>")) == "x^2"


@pytest.mark.parametrize("text", ["$$ x $$", r"\[x\]", r"\(x\)", "$x$", r"{\displaystyle x}", r"{\textstyle {x}}"])
def test_tex_is_taken_out_of_its_frame(text: str) -> None:
    assert bare(text).strip("{}") == "x"


def test_tex_of_two_groups_is_left_as_it_is() -> None:
    assert bare(r"{\displaystyle a}+{b}") == r"{\displaystyle a}+{b}"
