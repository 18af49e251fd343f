"""Language tags as Word writes them: with a region, without which it finds no dictionary."""

from exporter.theme.scripts import east_asian_script

# CLDR's likely regions ("likely subtags") of the languages that Word proofs.
_REGIONS = dict(
    pair.split("-")
    for pair in (
        "af-ZA ar-SA bg-BG ca-ES cs-CZ cy-GB da-DK de-DE el-GR en-US es-ES et-EE eu-ES fa-IR fi-FI fr-FR ga-IE gl-ES "
        "he-IL hi-IN hr-HR hu-HU id-ID is-IS it-IT ja-JP ko-KR lt-LT lv-LV ms-MY mt-MT nb-NO nl-NL nn-NO no-NO pl-PL "
        "pt-BR ro-RO ru-RU sk-SK sl-SI sq-AL sr-RS sv-SE sw-KE th-TH tr-TR uk-UA ur-PK vi-VN zh-CN"
    ).split()
)


def word_language(lang: str) -> str:
    """A BCP 47 tag with its likely region: "fr" gives "fr-FR", "fr-CA" itself."""
    script = east_asian_script(lang)
    if lang.lower() in ("zh-hans", "zh-hant"):  # Word tells the two by region alone
        return "zh-TW" if script == "Hant" else "zh-CN"
    region = _REGIONS.get(lang.lower())
    return f"{lang.lower()}-{region}" if region else lang
