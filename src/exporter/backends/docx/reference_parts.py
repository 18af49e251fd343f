"""The smaller parts of two documents in one: settings, fonts, the theme."""

from copy import deepcopy
from typing import Any

from exporter.backends.docx.embedding import CONTENT_TYPE
from exporter.backends.docx.ooxml import R, w
from exporter.backends.docx.opc import Package, Part, part_xml
from exporter.backends.docx.reference import Reference
from exporter.backends.docx.story import relation

# What belongs to layout. Order of all children: ECMA-376-1, A.1 (CT_Settings).
_LAYOUT = (
    "mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop "
    "defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting clrSchemeMapping"
).split()
_ORDER = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
    "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
    "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt "
    "showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids "
    "mathPr attachedSchema themeFontLang clrSchemeMapping"
).split()
_PLACES = {w(name): place for place, name in enumerate(_ORDER)}
_SLOTS = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")


def merge_settings(ours: Any, house: Any, embedded: bool) -> Any:
    """Our settings with those of the house that belong to layout; `house` is None where it has none."""
    for name in _LAYOUT:
        if name != "clrSchemeMapping" or (house is not None and house.find(w(name)) is not None):
            for element in ours.findall(w(name)):
                ours.remove(element)
        element = house.find(w(name)) if house is not None else None
        if element is not None:
            ours.append(deepcopy(element))
    for name in ("embedTrueTypeFonts", "saveSubsetFonts"):
        if embedded and ours.find(w(name)) is None:
            ours.append(ours.makeelement(w(name)))
    ours[:] = sorted(ours, key=lambda child: _PLACES.get(child.tag, len(_PLACES)))
    return ours


def merge_fonts(table: Part, ours: Any, package: Package, reference: Reference, families: set[str]) -> bool:
    """The house's fonts and those of ours that the document uses in one table; whether any is embedded.

    `families` are the names of our families; one that is embedded here stands before the house's entry of it.
    """
    source = reference.related("fontTable")
    house = reference.xml(source) if source else None
    root = house if house is not None else ours.makeelement(w("fonts"))
    relations = reference.relations(source) if source else {}
    own = {font.get(w("name")): font for font in ours if font.get(w("name")) in families}
    count = 0
    for font in root.findall(w("font")):
        for slot in _SLOTS:
            for element in font.findall(w(slot)):
                found = relations.get(element.get(f"{{{R}}}id", ""))
                whole = found and not found.external and found.target in reference
                if not whole or found is None or not element.get(w("fontKey")):
                    font.remove(element)
                    continue
                count += 1
                name = f"word/fonts/house{count}.odttf"
                part = package.part(name, CONTENT_TYPE, reference.bytes(found.target))
                element.set(f"{{{R}}}id", table.relationships.to_part(relation("font"), part))
        name = font.get(w("name"), "")
        if name in own and not any(font.find(w(slot)) is not None for slot in _SLOTS):
            root.replace(font, own.pop(name))
        else:
            own.pop(name, None)
    for font in own.values():
        root.append(font)
    table.data = part_xml(root)
    return any(root.find(f"{w('font')}/{w(slot)}") is not None for slot in _SLOTS)


def house_theme(reference: Reference) -> Any:
    """The reference's theme without pictures of its own; None where it has none."""
    source = reference.related("theme")
    if not source:
        return None
    root = reference.xml(source)
    for element in list(root.iter()):
        if any(name.startswith(f"{{{R}}}") for name in element.attrib):
            fill = element.getparent()
            if fill is not None and fill.tag.endswith("}blipFill"):
                plain = fill.makeelement(fill.tag.replace("blipFill", "solidFill"))
                plain.append(plain.makeelement(fill.tag.replace("blipFill", "schemeClr"), val="phClr"))
                fill.getparent().replace(fill, plain)
            else:
                for name in [name for name in element.attrib if name.startswith(f"{{{R}}}")]:
                    del element.attrib[name]
    return root
