"""Properties of metadata that are known without being described, each with its type (XMP Specification 2005).

They are written by their types, as there are fewer of these than of properties.
"""

import re

PDFA_ID, PDFUA_ID = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
DC, PDF, XMP = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/pdf/1.3/", "http://ns.adobe.com/xap/1.0/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA, PROPERTY, TYPE, FIELD = (
    f"http://www.aiim.org/pdfa/ns/{name}#" for name in ("schema", "property", "type", "field")
)
RDF, XML = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/XML/1998/namespace"

# What the text of a simple value must look like; any text is a text.
SIMPLE = {
    "text": None,
    "boolean": re.compile(r"True|False"),
    "integer": re.compile(r"[+-]?\d+"),
    "real": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)"),
    "mimetype": re.compile(r"[-\w+.]+/[-\w+.]+"),
    "date": re.compile(
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?"
        r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?)?)?"
    ),
    "uri": re.compile(r"\S*"),
    "url": re.compile(r"\S*"),
    "locale": None,
    "propername": None,
    "agentname": None,
    "rational": None,
    "renditionclass": None,
    "gpscoordinate": None,
    "xpath": None,
    "any": None,
}

_STRUCTURES: dict[str, tuple[str, dict[str, str]]] = {
    "dimensions": ("http://ns.adobe.com/xap/1.0/sType/Dimensions#", {"real": "w h", "text": "unit"}),
    "thumbnail": ("http://ns.adobe.com/xap/1.0/g/img/", {"integer": "height width", "text": "image format"}),
    "resourceevent": (
        "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
        {"text": "action parameters softwareAgent", "uri": "instanceID", "date": "when"},
    ),
    "resourceref": (
        "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
        {
            "uri": "instanceID documentID manageTo manageUI",
            "text": "versionID renditionClass renditionParams manager managerVariant",
        },
    ),
    "version": (
        "http://ns.adobe.com/xap/1.0/sType/Version#",
        {"text": "comments modifier version", "resourceevent": "event", "date": "modifyDate"},
    ),
    "job": ("http://ns.adobe.com/xap/1.0/sType/Job#", {"text": "name id", "url": "url"}),
    "font": (
        "http://ns.adobe.com/xap/1.0/sType/Font#",
        {
            "text": "fontName fontFamily fontFace fontType versionString fontFileName",
            "boolean": "composite",
            "seq text": "childFontFiles",
        },
    ),
    "colorant": (
        "http://ns.adobe.com/xap/1.0/g/",
        {"text": "swatchName mode type", "real": "cyan magenta yellow black L", "integer": "red green blue A B"},
    ),
    "flash": ("http://ns.adobe.com/exif/1.0/", {"boolean": "Fired Function RedEyeMode", "text": "Return Mode"}),
    "oecfsfr": ("http://ns.adobe.com/exif/1.0/", {"integer": "Columns Rows", "seq text": "Names Values"}),
    "cfapattern": ("http://ns.adobe.com/exif/1.0/", {"integer": "Columns Rows", "seq integer": "Values"}),
    "devicesettings": ("http://ns.adobe.com/exif/1.0/", {"integer": "Columns Rows", "seq text": "Settings"}),
    "time": ("http://ns.adobe.com/xmp/1.0/DynamicMedia/", {"integer": "value", "text": "scale"}),
    "timecode": ("http://ns.adobe.com/xmp/1.0/DynamicMedia/", {"text": "timeValue timeFormat"}),
    "marker": (
        "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        {"any": "startTime duration", "text": "comment name target type", "uri": "location"},
    ),
    "media": (
        "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        {"uri": "path webStatement", "text": "track", "time": "startTime duration", "boolean": "managed"},
    ),
    "projectlink": ("http://ns.adobe.com/xmp/1.0/DynamicMedia/", {"uri": "path", "text": "type"}),
    "stretch": (
        "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
        {
            "text": "quality",
            "real": "frameSize frameOverlappingPercentage riseInDecibel",
            "boolean": "useFileBeatsMarker",
            "time": "riseInTimeDuration",
        },
    ),
}

_PROPERTIES: dict[str, dict[str, str]] = {
    PDFA_ID: {"integer": "part", "text": "amd conformance corr"},
    DC: {
        "text": "coverage identifier source",
        "mimetype": "format",
        "lang alt": "description rights title",
        "bag text": "contributor publisher relation subject type",
        "bag locale": "language",
        "seq text": "creator",
        "seq date": "date",
    },
    XMP: {
        "text": "CreatorTool Label Nickname",
        "url": "BaseURL",
        "date": "CreateDate MetadataDate ModifyDate",
        "real": "Rating",
        "bag text": "Advisory Identifier",
        "alt thumbnail": "Thumbnails",
    },
    "http://ns.adobe.com/xap/1.0/rights/": {
        "url": "Certificate WebStatement",
        "boolean": "Marked",
        "bag text": "Owner",
        "lang alt": "UsageTerms",
    },
    "http://ns.adobe.com/xap/1.0/mm/": {
        "resourceref": "DerivedFrom ManagedFrom RenditionOf",
        "uri": "DocumentID InstanceID ManageTo ManageUI",
        "url": "LastURL",
        "text": "Manager ManagerVariant RenditionClass RenditionParams VersionID",
        "integer": "SaveID",
        "seq resourceevent": "History",
        "seq version": "Versions",
    },
    "http://ns.adobe.com/xap/1.0/bj/": {"bag job": "JobRef"},
    "http://ns.adobe.com/xap/1.0/t/pg/": {
        "dimensions": "MaxPageSize",
        "integer": "NPages",
        "bag font": "Fonts",
        "seq colorant": "Colorants",
        "seq text": "PlateNames",
    },
    PDF: {"text": "Keywords PDFVersion Producer"},
    "http://ns.adobe.com/photoshop/1.0/": {
        "text": "AuthorsPosition CaptionWriter Category City Country Credit Headline Instructions Source State"
        " TransmissionReference",
        "date": "DateCreated",
        "integer": "Urgency",
        "bag text": "SupplementalCategories",
    },
    "http://ns.adobe.com/tiff/1.0/": {
        "integer": "ImageWidth ImageLength SamplesPerPixel Compression PhotometricInterpretation Orientation"
        " PlanarConfiguration YCbCrPositioning ResolutionUnit",
        "text": "XResolution YResolution Make Model Software Artist",
        "seq integer": "BitsPerSample TransferFunction YCbCrSubSampling",
        "seq text": "WhitePoint PrimaryChromaticities YCbCrCoefficients ReferenceBlackWhite",
        "date": "DateTime",
        "lang alt": "ImageDescription Copyright",
    },
    "http://ns.adobe.com/exif/1.0/": {
        "text": "ExifVersion FlashpixVersion CompressedBitsPerPixel RelatedSoundFile ExposureTime FNumber"
        " SpectralSensitivity ShutterSpeedValue ApertureValue BrightnessValue ExposureBiasValue MaxApertureValue"
        " SubjectDistance FocalLength FlashEnergy FocalPlaneXResolution FocalPlaneYResolution ExposureIndex"
        " DigitalZoomRatio ImageUniqueID GPSVersionID GPSLatitude GPSLongitude GPSAltitude GPSSatellites GPSStatus"
        " GPSMeasureMode GPSDOP GPSSpeedRef GPSSpeed GPSTrackRef GPSTrack GPSImgDirectionRef GPSImgDirection"
        " GPSMapDatum GPSDestLatitude GPSDestLongitude GPSDestBearingRef GPSDestBearing GPSDestDistanceRef"
        " GPSDestDistance GPSProcessingMethod GPSAreaInformation",
        "integer": "ColorSpace PixelXDimension PixelYDimension ExposureProgram MeteringMode LightSource"
        " FocalPlaneResolutionUnit SensingMethod FileSource SceneType CustomRendered ExposureMode WhiteBalance"
        " FocalLengthIn35mmFilm SceneCaptureType GainControl Contrast Saturation Sharpness SubjectDistanceRange"
        " GPSAltitudeRef GPSDifferential",
        "date": "DateTimeOriginal DateTimeDigitized GPSTimeStamp",
        "lang alt": "UserComment",
        "seq integer": "ComponentsConfiguration ISOSpeedRatings SubjectArea SubjectLocation",
        "oecfsfr": "OECF SpatialFrequencyResponse",
        "cfapattern": "CFAPattern",
        "devicesettings": "DeviceSettingDescription",
        "flash": "Flash",
    },
    "http://ns.adobe.com/exif/1.0/aux/": {"text": "Lens SerialNumber"},
    "http://ns.adobe.com/camera-raw-settings/1.0/": {
        "boolean": "AutoBrightness AutoContrast AutoExposure AutoShadows HasCrop HasSettings",
        "integer": "BlueHue BlueSaturation Brightness ChromaticAberrationB ChromaticAberrationR ColorNoiseReduction"
        " Contrast CropUnits GreenHue GreenSaturation LuminanceSmoothing RedHue RedSaturation Saturation Shadows"
        " ShadowTint Sharpness Temperature Tint VignetteAmount VignetteMidpoint",
        "real": "CropTop CropLeft CropBottom CropRight CropAngle CropWidth CropHeight Exposure",
        "text": "CameraProfile RawFileName ToneCurveName Version WhiteBalance",
        "seq text": "ToneCurve",
    },
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": {
        "projectlink": "projectRef",
        "text": "videoFrameRate videoPixelDepth videoColorSpace videoAlphaMode videoFieldOrder pullDown key stretchMode"
        " audioSampleType audioChannelType timeSignature scaleType videoPixelAspectRatio videoCompressor"
        " audioCompressor speakerPlacement fileDataRate tapeName altTapeName scene shotName shotLocation logComment"
        " artist album genre copyright composer engineer instrument",
        "dimensions": "videoFrameSize",
        "boolean": "videoAlphaUnityIsTransparent loop",
        "colorant": "videoAlphaPremultipleColor",
        "integer": "audioSampleRate trackNumber",
        "real": "tempo numberOfBeats",
        "timecode": "startTimecode altTimecode",
        "time": "duration introTime outCue relativeTimestamp",
        "date": "shotDate videoModDate audioModDate metadataModDate releaseDate",
        "seq marker": "markers",
        "bag media": "contributedMedia",
        "uri": "absPeakAudioFilePath relativePeakAudioFilePath",
        "stretch": "timeScaleParams resampleParams beatSpliceParams",
    },
}


def _by_name(by_type: dict[str, str]) -> dict[str, str]:
    return {name: kind for kind, names in by_type.items() for name in names.split()}


SCHEMAS = {uri: _by_name(by_type) for uri, by_type in _PROPERTIES.items()}
STRUCTURES = {name: (uri, _by_name(by_type)) for name, (uri, by_type) in _STRUCTURES.items()}
