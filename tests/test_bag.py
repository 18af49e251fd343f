"""Archive packages: what is in a bag, held to the published schemas, to other programs, and to the sources."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from archived_collection import ARTICLES, bytes_of, collect, exporter, make_folder, png, records
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exporter.archive.dates import between
from exporter.archive.names import decoded, encoded, refused_names

SCHEMAS = Path(__file__).parent / "schemas"
PREMIS = "{http://www.loc.gov/premis/v3}"
TERMS = "{http://purl.org/dc/terms/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `sources`, their collection `out` in three formats, and its `bag`."""
    folder = tmp_path_factory.mktemp("made")
    make_folder(folder / "sources")
    collect(folder)
    run = exporter(folder, "bag", "out", "-o", "bag")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("bag: 20 files = 12 sources + 5 outputs + 3 metadata, ")
    return folder


@pytest.fixture
def again(made: Path, tmp_path: Path) -> Path:
    """A copy of the same, to be spoiled."""
    shutil.copytree(made, tmp_path / "made")
    return tmp_path / "made"


@pytest.fixture(scope="module")
def premis(made: Path) -> etree._Element:
    return etree.parse(made / "bag/data/metadata/premis.xml").getroot()


@pytest.fixture(scope="module")
def dublin_core(made: Path) -> etree._Element:
    return etree.parse(made / "bag/data/metadata/dublin-core.xml").getroot()


def objects(premis: etree._Element) -> dict[str, etree._Element]:
    """The files of a PREMIS record by their identifiers."""
    found = premis.findall(f"{PREMIS}object")
    return {each.findtext(f".//{PREMIS}objectIdentifierValue") or "": each for each in found if each.get(XSI) == "file"}


def events(premis: etree._Element, kind: str) -> list[etree._Element]:
    return [event for event in premis.findall(f"{PREMIS}event") if event.findtext(f"{PREMIS}eventType") == kind]


# --- What is in it --------------------------------------------------------------------------------------------------


def test_input_that_could_not_be_read_is_told_and_hinders_no_bag(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.md").write_text("---\ntitle: One\nlang: en\n---\n\nWords of one.\n")
    (sources / "gone.md").symlink_to("nowhere.md")
    assert exporter(tmp_path, "collect", "sources", "-o", "out", "--to", "epub").returncode == 1
    assert exporter(tmp_path, "bag", "out", "-o", "bag").returncode == 0
    assert set(bytes_of(tmp_path / "bag/data/sources")) == {"a.md"}
    record = etree.parse(tmp_path / "bag/data/metadata/premis.xml").getroot()
    (told,) = (event for event in events(record, "validation") if event.findtext(f".//{PREMIS}eventOutcome") == "fail")
    assert "gone.md" in (told.findtext(f".//{PREMIS}eventOutcomeDetailNote") or "")
    linked = {value.text for value in record.iter(f"{PREMIS}linkingObjectIdentifierValue")}
    assert linked <= set(objects(record))
    for folder in ("bag", "out"):
        assert exporter(tmp_path, "verify", folder).returncode == 0


def test_every_source_is_in_the_bag_as_it_came(made: Path) -> None:
    inside, sources = bytes_of(made / "bag/data/sources"), bytes_of(made / "sources")
    assert inside == {name: data for name, data in sources.items() if name != "readme.txt"}
    assert {"2020/again.md", "bad.md", "drafts/later.md"} < set(inside)  # a duplicate, a rejected and an excluded one


def test_outputs_are_in_the_bag_as_they_lie_in_their_folder(made: Path) -> None:
    assert bytes_of(made / "bag/data/outputs") == bytes_of(made / "out")
    assert (made / "bag/data/inventory.csv").read_bytes() == (made / "out/inventory.csv").read_bytes()


def test_bag_info_says_who_what_when_and_how_much(made: Path) -> None:
    text = re.sub("\n +", " ", (made / "bag/bag-info.txt").read_text("utf-8"))
    info = dict(line.split(": ", 1) for line in text.splitlines())
    payload = bytes_of(made / "bag/data")
    assert info["Source-Organization"] == "The Bridge Office"
    assert info["Contact-Email"] == "press@bridge.example"
    assert info["External-Description"] == "Notes from the bridge. What was written on building it."
    assert info["Bagging-Date"] == "2024-06-02"  # the newest that an article says, never today
    assert info["External-Identifier"].startswith("urn:uuid:")
    assert info["Payload-Oxum"] == f"{sum(map(len, payload.values()))}.{len(payload)}"
    assert info["Bag-Group-Identifier"] == "Office papers"
    assert info["Bag-Software-Agent"].startswith("exporter ")
    assert "6 articles = 4 exported + 1 duplicates + 1 rejected" in info["Internal-Sender-Description"]
    assert all(len(line) <= 79 for line in (made / "bag/bag-info.txt").read_text("utf-8").splitlines())


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_manifests_name_every_file_once_with_its_digest(made: Path, algorithm: str) -> None:
    bag = made / "bag"
    for name, inside in ((f"manifest-{algorithm}.txt", True), (f"tagmanifest-{algorithm}.txt", False)):
        lines = (bag / name).read_text("utf-8").splitlines()
        named = [line.split("  ", 1)[1] for line in lines]
        there = {path for path in bytes_of(bag) if path.startswith("data/") == inside and "tagmanifest" not in path}
        assert named == sorted(there)
        for line in lines:
            digest, path = line.split("  ", 1)
            assert digest == hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest()


# --- Judges that are not ours ---------------------------------------------------------------------------------------


def test_bagit_of_the_library_of_congress_finds_the_bag_valid(made: Path) -> None:
    command = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(made / "bag")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, ""), run.stderr


def test_bagit_utils_finds_the_bag_valid(made: Path) -> None:
    from bagit_utils import Bag

    report = Bag(made / "bag").validate()
    assert (report.valid, [issue.message for issue in report.issues]) == (True, [])


def test_preservation_metadata_fit_the_schema_of_premis_3(premis: etree._Element) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "premis-v3-0.xsd"))
    assert schema.validate(premis), schema.error_log


def test_descriptions_fit_the_schemas_of_dcmi(dublin_core: etree._Element, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(dcmi_schemas(tmp_path)))
    assert schema.validate(dublin_core), schema.error_log
    dublin_core.find(f".//{TERMS}issued").text = "2019-13-01"  # type: ignore[union-attr]
    assert not schema.validate(dublin_core)
    dublin_core.find(f".//{TERMS}issued").text = "2019-03-01"  # type: ignore[union-attr]


def dcmi_schemas(folder: Path) -> Path:
    """DCMI's schemas of 2008-02-11 out of the package that carries them, and one for containers of their elements."""
    package = find_spec("fido")
    if package is None or package.origin is None:
        pytest.skip("opf-fido, which carries DCMI's schemas, is not installed")
    for name in ("dc.xsd", "dcterms.xsd", "dcmitype.xsd"):
        text = (Path(package.origin).parent / "conf" / name).read_text("utf-8")
        (folder / name).write_text(text.replace("http://www.w3.org/2001/03/xml.xsd", "xml.xsd"), "utf-8")
    (folder / "xml.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">'
        '<xs:attribute name="lang" type="xs:language"/></xs:schema>'
    )
    (folder / "records.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:terms="http://purl.org/dc/terms/">'
        '<xs:import namespace="http://purl.org/dc/terms/" schemaLocation="dcterms.xsd"/>'
        '<xs:element name="records"><xs:complexType><xs:sequence>'
        '<xs:element name="record" type="terms:elementOrRefinementContainer" maxOccurs="unbounded"/>'
        "</xs:sequence></xs:complexType></xs:element></xs:schema>"
    )
    return folder / "records.xsd"


def test_pronom_knows_every_format_by_the_identifier_that_we_give_it(tmp_path: Path) -> None:
    if find_spec("fido") is None:
        pytest.skip("opf-fido, which carries PRONOM's signatures, is not installed")
    from exporter.archive.formats import format_of

    files = {
        "a.md": b"# Words\n", "a.yaml": b"a: 1\n", "a.csv": b"a,b\n", "a.tsv": b"a\tb\n",
        "a.txt": b"words\n", "1.0.png": png(), "1.1.png": png([(b"sRGB", b"\0")]),
        "1.2.png": png([(b"iTXt", b"Title\0\0\0\0\0words")]), "87.gif": b"GIF87a" + b"\0" * 20 + b";",
        "89.gif": b"GIF89a" + b"\0" * 20 + b";",
        "jfif.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0" + b"\0" * 40 + b"\xff\xd9",
        "raw.jpg": b"\xff\xd8\xff\xdb" + b"\0" * 40 + b"\xff\xd9",
        "exif.jpg": b"\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0\x08\0\0\0\x01\0\x00\x90\x07\0\x04\0\0\x000220" + b"\0" * 40
        + b"\xff\xd9",
        "lossy.webp": b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 20, "lossless.webp": b"RIFF\x20\0\0\0WEBPVP8L" + b"\0" * 20,
        "1.1.svg": b'<?xml version="1.0"?>\n<svg version="1.1" xmlns="http://www.w3.org/2000/svg"></svg>',
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    judged = by_fido(tmp_path)
    for name in files:
        assert format_of(tmp_path / name, name).pronom in judged[name], name


def test_pronom_knows_the_formats_of_the_outputs(made: Path, premis: etree._Element) -> None:
    if find_spec("fido") is None:
        pytest.skip("opf-fido, which carries PRONOM's signatures, is not installed")
    judged = by_fido(made / "bag/data/outputs")
    ours = {path.rpartition("/")[2]: each for path, each in objects(premis).items() if "outputs" in path}
    for name, element in ours.items():
        assert element.findtext(f".//{PREMIS}formatRegistryKey") in judged[name], name
    pdf = ours["notes-from-the-bridge.pdf"]
    assert (pdf.findtext(f".//{PREMIS}formatVersion"), pdf.findtext(f".//{PREMIS}formatRegistryKey")) == (
        "3a",
        "fmt/479",
    )


def by_fido(folder: Path) -> dict[str, list[str]]:
    """What the Open Preservation Foundation's program takes files for."""
    match = "%(info.filename)s\t%(info.puid)s\n"
    command = [sys.executable, "-W", "ignore", "-m", "fido.fido", "-q", "-recurse", "-bufsize", str(1 << 24)]
    command += ["-matchprintf", match, str(folder)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        pytest.skip(f"fido does not run here: {run.stderr[-200:]}")
    found: dict[str, list[str]] = {}
    for line in run.stdout.splitlines():
        path, _, key = line.partition("\t")
        found.setdefault(Path(path).name, []).append(key)
    return found


# --- Dublin Core ----------------------------------------------------------------------------------------------------


def record(dublin_core: etree._Element, source: str) -> dict[str, list[str]]:
    """The record of an article by the path of its source: its values by element."""
    for element in dublin_core:
        found = {}
        for child in element:
            found.setdefault(str(child.tag).removeprefix(TERMS), []).append(child.text or "")
        if f"data/sources/{source}" in found.get("source", []):
            return found
    raise AssertionError(source)


def test_article_is_described_in_its_own_language_with_its_relations(dublin_core: etree._Element) -> None:
    said = record(dublin_core, "2019/été sûr.md")
    assert said["identifier"] == ["https://bridge.example/fr/ete"]
    assert (said["title"], said["creator"]) == (["Été sur le pont"], ["Émilie du Châtelet", "Ada Lovelace"])
    assert (said["issued"], said["modified"]) == (["2024-05-17T09:30:00+02:00"], ["2024-06-02"])
    assert (said["language"], said["format"], said["type"]) == (["fr"], ["text/markdown"], ["Text"])
    assert said["isPartOf"] == [dublin_core[0].findtext(f"{TERMS}identifier")]
    assert said["hasFormat"] == [f"data/outputs/notes-from-the-bridge.{each}" for each in ("docx", "epub", "pdf")]
    titles = {title.text: title.get(XML_LANG) for title in dublin_core.iter(f"{TERMS}title")}
    assert (titles["Été sur le pont"], titles["First words & <marks>"]) == ("fr", "en")


def test_article_that_is_not_in_the_collection_is_no_part_of_it(dublin_core: etree._Element) -> None:
    duplicate, draft = record(dublin_core, "2020/again.md"), record(dublin_core, "drafts/later.md")
    assert duplicate["isVersionOf"] == ["data/sources/2019/first.md"]
    assert not {"isPartOf", "hasFormat"} & {*duplicate, *draft}


def test_collection_is_described_first_with_all_its_parts(dublin_core: etree._Element) -> None:
    first = dublin_core[0]
    assert first.findtext(f"{TERMS}type") == "Collection"
    assert first.findtext(f"{TERMS}isPartOf") == "Office papers, 3"
    parts = [part.text for part in first.findall(f"{TERMS}hasPart")]
    assert parts[:2] == ["doi:10.5555/bridge.1", "https://bridge.example/fr/ete"]
    assert len(parts) == 4


# --- PREMIS ---------------------------------------------------------------------------------------------------------


def test_every_source_and_output_is_an_object_with_fixity_size_and_format(made: Path, premis: etree._Element) -> None:
    payload = bytes_of(made / "bag")
    found = objects(premis)
    assert set(found) == {path for path in payload if path.startswith("data/") and "/metadata/" not in path}
    for path, element in found.items():
        digests = [digest.text for digest in element.iter(f"{PREMIS}messageDigest")]
        assert digests == [hashlib.new(name, payload[path]).hexdigest() for name in ("sha256", "sha512")]
        assert element.findtext(f".//{PREMIS}size") == str(len(payload[path]))
        assert element.findtext(f".//{PREMIS}formatRegistryKey")


def test_every_link_leads_to_an_entity_of_the_record(premis: etree._Element) -> None:
    for what in ("object", "event", "agent", "rightsStatement"):
        known = {value.text for value in premis.iter(f"{PREMIS}{what}IdentifierValue")}
        name = what[0].upper() + what[1:]
        links = [
            value.text
            for kind in (f"linking{name}", f"related{name}")
            for value in premis.iter(f"{PREMIS}{kind}IdentifierValue")
        ]
        assert links
        assert set(links) <= known


def test_decisions_are_events_that_name_both_articles(premis: etree._Element) -> None:
    said = {}
    for event in (*events(premis, "appraisal"), *events(premis, "validation")):
        linked = [value.text for value in event.iter(f"{PREMIS}linkingObjectIdentifierValue")]
        said[linked[0]] = (event.findtext(f".//{PREMIS}eventOutcome"), linked[1:])
    first = "data/sources/2019/first.md"
    assert said["data/sources/2020/again.md"] == ("left out as a duplicate", [first])
    assert said["data/sources/2020/near.md"] == ("kept", [first])
    assert said["data/sources/drafts/later.md"] == ("left out", [])
    assert said["data/sources/bad.md"] == ("fail", [])
    reasons = [note.text for note in premis.iter(f"{PREMIS}eventOutcomeDetailNote")]
    assert "R101: the article has no title" in reasons


def test_output_is_derived_from_its_articles_by_a_migration(premis: etree._Element) -> None:
    epub = objects(premis)["data/outputs/notes-from-the-bridge.epub"]
    relation = next(
        each for each in epub.findall(f"{PREMIS}relationship")
        if each.findtext(f"{PREMIS}relationshipType") == "derivation"
    )  # fmt: skip
    sources = {value.text for value in relation.iter(f"{PREMIS}relatedObjectIdentifierValue")}
    assert sources == {
        f"data/sources/{name}" for name in ("2019/first.md", "2019/été sûr.md", "2020/near.md", "data.json")
    }
    name = relation.findtext(f".//{PREMIS}relatedEventIdentifierValue")
    agents = {
        value.text
        for event in events(premis, "migration")
        if event.findtext(f".//{PREMIS}eventIdentifierValue") == name
        for value in event.iter(f"{PREMIS}linkingAgentIdentifierValue")
    }
    assert {"exporter", "lxml", "Jinja2"} <= agents
    assert "weasyprint" not in agents


def test_picture_is_included_in_the_article_that_was_read_with_it(premis: etree._Element) -> None:
    drawing = objects(premis)["data/sources/2019/pictures/bridge.svg"]
    assert drawing.findtext(f".//{PREMIS}relationshipSubType") == "is included in"
    assert drawing.findtext(f".//{PREMIS}relatedObjectIdentifierValue") == "data/sources/2019/first.md"


def test_rights_are_what_sources_state_and_no_more(premis: etree._Element) -> None:
    said = {}
    for statement in premis.iter(f"{PREMIS}rightsStatement"):
        words = statement.findtext(f".//{PREMIS}licenseTerms") or statement.findtext(f".//{PREMIS}otherRightsNote")
        said[words] = statement.findtext(f"{PREMIS}rightsBasis")
    assert said == {
        "© 2024 The Bridge Office": "other",
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/": "license",
    }
    addresses = [value.text for value in premis.iter(f"{PREMIS}licenseDocumentationIdentifierValue")]
    assert addresses == ["https://creativecommons.org/licenses/by/4.0/"]


def test_events_say_what_is_known_of_their_days(made: Path, premis: etree._Element) -> None:
    assert {event.findtext(f"{PREMIS}eventDateTime") for event in premis.iter(f"{PREMIS}event")} == {"[2024-06-02..]"}
    exporter(made, "bag", "out", "-o", "dated", "--date", "2025-01-31")
    dated = etree.parse(made / "dated/data/metadata/premis.xml").getroot()
    assert [event.findtext(f"{PREMIS}eventDateTime") for event in events(dated, "ingestion")] == [
        "[2024-06-02..2025-01-31]"
    ]
    assert [event.findtext(f"{PREMIS}eventDateTime") for event in events(dated, "fixity check")] == ["2025-01-31"]
    assert "Bagging-Date: 2025-01-31\n" in (made / "dated/bag-info.txt").read_text()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("", "", "XXXX"), ("2024-01-02", "", "[2024-01-02..]"), ("", "2024-01-02", "[..2024-01-02]"),
     ("2023-05-06", "2024-01-02", "[2023-05-06..2024-01-02]"), ("2024-01-02", "2024-01-02", "2024-01-02"),
     ("2099-01-01", "2024-01-02", "[..2024-01-02]")],
)  # fmt: skip
def test_days_between_are_said_as_edtf(first: str, last: str, said: str) -> None:
    assert between(first, last) == said


# --- The same bytes -------------------------------------------------------------------------------------------------


def test_same_sources_give_the_same_bag_anywhere(made: Path, tmp_path: Path) -> None:
    make_folder(tmp_path / "elsewhere/sources", order=-1)
    before = os.umask(0o077)
    try:
        there = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
        collect(tmp_path / "elsewhere", "--workers", "1", **there)
        run = exporter(tmp_path / "elsewhere", "bag", "out", "-o", "../bag", **there)
    finally:
        os.umask(before)
    assert run.returncode == 0, run.stderr
    ours, theirs = bytes_of(made / "bag"), bytes_of(tmp_path / "bag")
    assert {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)} == set()
    assert not [name for name, data in theirs.items() if str(tmp_path).encode() in data]


def test_bag_that_is_there_already_is_left_alone_when_it_is_the_same(again: Path) -> None:
    run = exporter(again, "bag", "out", "-o", "bag")
    assert run.returncode == 0
    assert run.stdout.endswith("; it was there already, the same\n")
    (again / "bag/data/sources/bad.md").write_text("other")
    run = exporter(again, "bag", "out", "-o", "bag")
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.startswith("A105 error  bag is there already, and is not the bag that would be made")
    assert (again / "bag/data/sources/bad.md").read_text() == "other"


# --- Refusals -------------------------------------------------------------------------------------------------------


def nothing_left(folder: Path) -> bool:
    return not [name for name in os.listdir(folder) if "new" in name]


def test_source_that_has_changed_refuses_the_bag_and_is_named(again: Path) -> None:
    (again / "sources/2020/again.md").write_text("something else")
    (again / "sources/bad.md").unlink()
    run = exporter(again, "bag", "out", "-o", "new", "--json")
    assert run.returncode == 3
    said = [message["text"] for message in records(run)[0]["messages"]]
    assert said[0].startswith("2020/again.md is not as it was when the collection was made: its SHA-256 is ")
    assert said[1].startswith("bad.md is not where it was, at ")
    assert nothing_left(again)


def test_output_that_has_changed_refuses_the_bag_and_is_named(again: Path) -> None:
    with (again / "out/notes-from-the-bridge.epub").open("ab") as file:
        file.write(b" ")
    run = exporter(again, "bag", "out", "-o", "new")
    assert run.returncode == 3
    assert run.stderr.startswith("A104 error  notes-from-the-bridge.epub is not as it was")
    assert nothing_left(again)


def test_picture_that_has_changed_refuses_the_bag(again: Path) -> None:
    (again / "sources/pictures/dot.png").write_bytes(png([(b"tEXt", b"a\0b")]))
    run = exporter(again, "bag", "out", "-o", "new")
    assert run.returncode == 3
    assert run.stderr.startswith("A103 error  pictures/dot.png is not as it was")


def test_ledger_that_is_not_the_runs_own_refuses_the_bag(again: Path) -> None:
    import sqlite3

    database = sqlite3.connect(again / "out/ledger.sqlite")
    database.execute("UPDATE about SET value = 'Another title' WHERE name = 'title'")
    database.commit()
    database.close()
    run = exporter(again, "bag", "out", "-o", "new")
    assert run.returncode == 3
    assert run.stderr.startswith("A104 error  ledger.sqlite is not as it was")


def test_ledger_cannot_make_a_bag_reach_outside(again: Path) -> None:
    import sqlite3

    shutil.rmtree(again / ".out.exporter")
    database = sqlite3.connect(again / "out/ledger.sqlite")
    database.execute("UPDATE sources SET path = '../../escaped.md' WHERE path = 'bad.md'")
    database.commit()
    database.close()
    run = exporter(again, "bag", "out", "-o", "new", "--sources", "sources")
    assert run.returncode == 3
    assert run.stderr.startswith('A102 error  the ledger names "data/sources/../../escaped.md"')
    assert nothing_left(again)


@pytest.mark.parametrize("spoilt", [b"", b"SQLite format 3\0" + b"\1" * 5000, b"words"])
def test_ledger_that_is_damaged_is_said_so(again: Path, spoilt: bytes) -> None:
    (again / "out/ledger.sqlite").write_bytes(spoilt)
    run = exporter(again, "bag", "out", "-o", "new")
    assert run.returncode == 3
    assert run.stderr.startswith("A102 error  out/ledger.sqlite cannot be read: ")


def test_folder_that_is_no_collection_is_a_word_too_much(tmp_path: Path) -> None:
    run = exporter(tmp_path, "bag", ".", "-o", "new")
    assert run.returncode == 2
    assert run.stderr.startswith("A101 error  there is no ledger.sqlite in .")
    assert exporter(tmp_path, "bag", ".", "-o", "new", "--date", "2025-02-30").stderr.startswith("C108 error  --date")


@pytest.mark.parametrize("place", ["out/bag", "sources/archive/bag"])
def test_bag_is_not_put_into_what_it_is_made_from(again: Path, place: str) -> None:
    run = exporter(again, "bag", "out", "-o", place)
    assert run.returncode == 3
    assert run.stderr.startswith(f"A105 error  {place} lies in ")
    assert not (again / "sources/archive").exists()


def test_files_of_other_runs_are_left_out_and_told(again: Path) -> None:
    (again / "out/old-volume.epub").write_bytes(b"old")
    run = exporter(again, "bag", "out", "-o", "new", "--json")
    assert run.returncode == 0
    assert [message["code"] for message in records(run)[0]["messages"]] == ["A108"]
    assert not (again / "new/data/outputs/old-volume.epub").exists()


# --- Where the sources are ------------------------------------------------------------------------------------------


def test_sources_are_found_where_they_and_the_collection_were_moved_together(again: Path, tmp_path: Path) -> None:
    (again).rename(tmp_path / "moved")
    run = exporter(tmp_path / "moved", "bag", "out", "-o", "new")
    assert run.returncode == 0, run.stderr


def test_sources_may_be_named_when_nothing_is_remembered(again: Path) -> None:
    shutil.rmtree(again / ".out.exporter")
    run = exporter(again, "bag", "out", "-o", "new")
    assert run.returncode == 3
    assert "nothing says where 2019/first.md lies" in run.stderr
    (again / "sources").rename(again / "kept")
    run = exporter(again, "bag", "out", "-o", "new", "--sources", "kept")
    assert run.returncode == 0, run.stderr
    assert bytes_of(again / "new") == bytes_of(again / "bag")


def test_pictures_and_description_from_elsewhere_have_places_of_their_own(tmp_path: Path) -> None:
    make_folder(tmp_path / "site/content")
    shutil.rmtree(tmp_path / "site/content/drafts")
    (tmp_path / "site/content/collection.yml").rename(tmp_path / "office.yml")
    (tmp_path / "site/static").mkdir()
    (tmp_path / "site/content/pictures/dot.png").rename(tmp_path / "site/static/dot.png")
    article = tmp_path / "site/content/2019/été sûr.md"
    article.write_text(ARTICLES["2019/été sûr.md"].replace("../pictures/dot.png", "/dot.png"), "utf-8")
    words = ("--picture-root", "site/static", "--collection", "office.yml", "--to", "epub")
    run = exporter(tmp_path, "collect", "site/content", "-o", "out", *words)
    assert "4 exported" in run.stdout, run.stderr
    run = exporter(tmp_path, "bag", "out", "-o", "bag")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "bag/data/picture-root/dot.png").read_bytes() == png()
    assert (tmp_path / "bag/data/collection/office.yml").is_file()
    words = ("--picture-root", "bag/data/picture-root", "--collection", "bag/data/collection/office.yml")
    exporter(tmp_path, "collect", "bag/data/sources", "-o", "remade", *words, "--to", "epub")
    made, remade = (next((tmp_path / name).glob("*.epub")).read_bytes() for name in ("out", "remade"))
    assert made == remade  # the collection can be made again from its bag alone


def test_link_that_leads_out_of_the_folder_takes_no_file_along(tmp_path: Path) -> None:
    make_folder(tmp_path / "sources")
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "sources/pictures/dot.png").unlink()
    (tmp_path / "sources/pictures/dot.png").symlink_to(tmp_path / "secret.png")
    collect(tmp_path, "--to", "epub")
    assert exporter(tmp_path, "bag", "out", "-o", "bag").returncode == 0
    assert not (tmp_path / "bag/data/sources/pictures").exists()
    assert png() not in bytes_of(tmp_path / "bag").values()


# --- Names ----------------------------------------------------------------------------------------------------------


def test_percent_sign_is_written_as_the_standard_wants_it(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a 100%25 b.md").write_text(ARTICLES["drafts/later.md"], "utf-8")
    exporter(tmp_path, "collect", "sources", "-o", "out", "--to", "epub")
    run = exporter(tmp_path, "bag", "out", "-o", "bag")
    assert run.returncode == 0
    assert run.stderr.startswith('A107 warning  the name of "data/sources/a 100%25 b.md" holds "%"')
    assert "  data/sources/a 100%2525 b.md\n" in (tmp_path / "bag/manifest-sha256.txt").read_text()
    assert exporter(tmp_path, "verify", "bag").returncode == 0


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_names_in_manifests_come_back_as_they_were(name: str) -> None:
    assert decoded(encoded(name)) == name
    assert not {"\n", "\r"} & set(encoded(name))


def names(*paths: str) -> Iterator[tuple[str, str]]:
    return ((message.code, message.text) for message in refused_names(paths))


def test_names_that_a_bag_cannot_hold_are_told_apart_from_those_that_make_trouble() -> None:
    assert list(names("data/a", "data/b")) == []
    assert [code for code, _ in names("data/\u00e9", "data/e\u0301")] == ["A106"]
    assert [code for code, _ in names("data/A", "data/a")] == ["A107"]
    assert [code for code, _ in names("data/\udce9")] == ["A106"]
