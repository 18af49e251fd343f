"""Formulas: drawn in the PDF, MathML in the EPUB, native equations in Word."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from read_back import MATH, M, book, document

from exporter import convert_text
from exporter.publication.mathematics import FormulaError, draw_formula, mathml_of

GOLDEN = Path(__file__).parent / "golden" / "formulas"

FORMULAS = {
    "fraction": r"\frac{a}{b} + \sqrt[3]{x^2}",
    "sum": r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}",
    "integral": r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    "limit": r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
    "matrix": r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    "cases": r"f(x) = \begin{cases} 1 & \text{si } x > 0 \\ 0 & \text{sinon} \end{cases}",
    "aligned": r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
    "accents": r"\hat{x} + \vec{v} + \overline{AB} + \tilde{y}",
    "greek": r"\alpha \le \Omega \ne \varepsilon \in \mathbb{R}",
    "scripts": r"x_{i,j}^{2n} \cdot {}_2F_1",
    "fences": r"\left( \frac{1}{2} \right] \cup \left\{ 3 \right\}",
    "brace": r"\underbrace{a + b}_{c}",
    "text": r"\text{prix en €} < 3\,\mathrm{kg}",
    "binomial": r"\binom{n}{k}",
    "power-of-brackets": r"(1 + r)^k = [a(b + c)]^2",
    "product": r"\prod_{p} \frac{1}{1 - p^{-s}}",
}


def made(text: str, *formats: str, lang: str = "fr") -> Any:
    return convert_text(f"---\ntitle: Formules\nlang: {lang}\n---\n\n{text}\n", list(formats))


def leaves(root: Any) -> str:
    """The letters, figures and signs of a formula in their order, without spaces."""
    return "".join("".join(root.itertext()).split())


@pytest.mark.parametrize("name", FORMULAS)
def test_every_format_has_the_whole_formula(name: str) -> None:
    result = made(f"$$\n{FORMULAS[name]}\n$$", "pdf", "docx", "epub")
    assert [m.code for m in result.messages] == []
    [math] = book(result).iter(f"{MATH}math")
    assert math.get("display") == "block"
    assert math.get("alttext") == FORMULAS[name]
    [equation] = document(result).iter(f"{M}oMathPara")
    signs = {sign.get(f"{M}val", "") for sign in equation.iter(f"{M}chr", f"{M}begChr", f"{M}endChr")}
    lost = [sign for sign in leaves(math) if sign.isalnum() and sign not in leaves(equation) and sign not in signs]
    assert lost == []


@pytest.mark.parametrize("name", FORMULAS)
def test_mathml_is_as_it_was_when_it_was_looked_at(name: str) -> None:
    assert mathml_of(FORMULAS[name], True) == (GOLDEN / f"{name}.mml").read_text("utf-8").strip()


def test_formula_stands_on_the_line_of_its_text() -> None:
    page = made("Soit $x_{\\frac{1}{2}}$ et rien d'autre.", "epub")
    assert len(list(book(page).iter(f"{MATH}math"))) == 1
    deep, flat = (draw_formula(latex, False, "#000000") for latex in (r"x_{\frac{1}{2}}", "x"))
    assert deep.depth_em > flat.depth_em
    assert 0.3 < flat.height_em < 0.8


def test_inline_and_display_formulas_in_word() -> None:
    root = document(made("Soit $a^2$ dans la phrase.\n\n$$b^2$$\n\nDonc $$c^2$$ ici.", "docx"))
    kinds = [element.tag.removeprefix(M) for element in root.iter(f"{M}oMathPara", f"{M}oMath")]
    assert kinds == ["oMath", "oMathPara", "oMath", "oMath"]


def test_square_root_says_that_it_has_no_degree() -> None:
    [root] = document(made("$\\sqrt{x}$", "docx")).iter(f"{M}rad")
    assert [child.tag.removeprefix(M) for child in root] == ["radPr", "deg", "e"]


def test_fence_of_code_named_math() -> None:
    [math] = book(made("```math\nE = mc^2\n```", "epub")).iter(f"{MATH}math")
    assert leaves(math) == "E=mc2"


def test_formulas_in_tables_and_headings() -> None:
    text = "## Où $x > 0$\n\n| Loi | Formule |\n|:--|:--|\n| Ohm | $U = RI$ |\n"
    assert [leaves(math) for math in book(made(text, "epub")).iter(f"{MATH}math")] == ["x>0", "U=RI"]


@pytest.mark.parametrize(
    "text",
    [
        "Le prix passe de $20 à $30.",
        "It rose from $20,000 to $30,000 in a year.",
        "Entre 5$ et 6$ la pièce.",
        "US$5/US$ 6, or A$7",
        "$HOME and $PATH",
        "`$x^2$` is code",
        "\\$x^2\\$ is text",
        "$$ - $$$ for two",
        "costs $5M-$10M",
    ],
)
def test_prices_and_variables_are_text(text: str) -> None:
    result = made(text, "epub", lang="en")
    assert not list(book(result).iter(f"{MATH}math"))
    words = leaves(book(result).find(".//{*}article/{*}p"))
    assert words.count("$") == text.count("$")


@pytest.mark.parametrize(
    ("latex", "reason", "column"),
    [
        (r"\frac{a}{b", "an opening brace has no closing one", 15),
        (r"\foo{x}", r"the command \foo is not known", 7),
        (r"\frac{a}", "an argument is missing", 7),
        (r"x^2}", "a closing brace has no opening one", 10),
        (r"\begin{matrix} a", r"\begin{matrix} has no \end", 7),
        (r"\begin{aligned} a & b & \end{aligned}", "an alignment ends with an &", 7),
        (r"a_1 & b", "an & stands outside a matrix or an alignment", 11),
    ],
)
def test_broken_formula_is_named_and_shown(latex: str, reason: str, column: int) -> None:
    result = made(f"Voir ${latex}$ ici.", "epub", "docx", "pdf")
    [message] = result.messages
    assert message.code == "T116"
    assert reason in message.text
    assert (message.origin.line, message.origin.column) == (6, column)
    assert f"${latex}$" in "".join(book(result).itertext())


def test_formulas_are_bounded() -> None:
    with pytest.raises(FormulaError, match="longer"):
        mathml_of("x" * 5001, False)
    with pytest.raises(FormulaError, match="deep"):
        mathml_of("{" * 41 + "x" + "}" * 41, False)


def test_book_names_its_mathml_and_has_no_pictures_of_it() -> None:
    package = zipfile.ZipFile(io.BytesIO(made("Soit $x^2$.", "epub")["epub"]))
    opf = package.read("OEBPS/content.opf").decode()
    assert 'properties="mathml"' in opf
    assert ">MathML<" in opf
    assert not [name for name in package.namelist() if name.startswith("OEBPS/assets/") and "cover" not in name]


@pytest.mark.parametrize("dollars", ["$", "$$"])
def test_formula_wider_than_its_column_is_drawn_smaller(dollars: str) -> None:
    formula = f"{dollars}{' + '.join('abcdefghijklm' * 3)} = 0{dollars}"
    page = pypdfium2.PdfDocument(made(f"{formula}\n", "pdf")["pdf"])[0]
    drawn = [item.get_bounds() for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    assert len(drawn) > 70
    assert max(right for _, _, right, _ in drawn) < page.get_width() - 60


def test_pdf_describes_the_formula() -> None:
    pdf = pikepdf.open(io.BytesIO(made("Soit $x^2$.", "pdf")["pdf"]))
    texts = [str(item.get("/Alt")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert "x^2" in texts
