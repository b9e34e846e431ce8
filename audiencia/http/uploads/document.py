"""A PDF written anew: its pages as they are seen, and nothing that runs, opens, is attached, or tells who made it.
What somebody filled in or drew on it is made part of the page first. What is kept of a page is a list, not what is left of it."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf

from audiencia.http.uploads.kinds import BadFile, MediaType, Reason
from audiencia.http.uploads.segments import Malformed, plain_jpeg, plain_jpeg2000

MOST_PAGES = 100
MOST_OBJECTS = 200_000
MOST_IN_A_STREAM = 128 * 1024 * 1024
MOST_IN_ALL = 384 * 1024 * 1024
MOST_PIXELS = 120_000_000
_OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit"}
)
_NEVER = frozenset({
    "/A", "/AA", "/AF", "/Alternates", "/Annots", "/EF", "/JS", "/LastModified", "/Metadata", "/Names", "/OC", "/OPI",
    "/OpenAction", "/PieceInfo", "/Properties", "/Ref", "/StructParent", "/StructParents", "/URI",
})  # fmt: skip
_ELSEWHERE = frozenset({"/F", "/FFilter", "/FDecodeParms"})  # Keys of a stream whose data are in another file.
_NAMED = frozenset(
    {"/CharProcs", "/ColorSpace", "/Colorants", "/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject"}
)
"""Dictionaries whose keys are names that somebody chose: such a key may be called as one that is never kept."""


def clean(content: bytes) -> tuple[MediaType, bytes]:
    """The document as it is seen. Raises `BadFile`."""
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as source:
            return "application/pdf", _written(source)
    except pikepdf.PasswordError as error:
        raise BadFile(Reason.LOCKED) from error
    except MemoryError as error:
        raise BadFile(Reason.TOO_MUCH_INSIDE) from error
    except (pikepdf.PdfError, Malformed, ValueError, TypeError, KeyError, RuntimeError, LookupError) as error:
        raise BadFile(Reason.BROKEN) from error


def _written(source: pikepdf.Pdf) -> bytes:
    if source.is_encrypted:
        raise BadFile(Reason.LOCKED)
    if len(source.pages) == 0:
        raise BadFile(Reason.BROKEN)
    if len(source.pages) > MOST_PAGES:
        raise BadFile(Reason.TOO_MANY_PAGES)
    source.generate_appearance_streams()
    source.flatten_annotations("screen")
    target = pikepdf.new()
    target.pages.extend(source.pages)
    scrubber = _Scrubber(target)
    for page in target.pages:
        for key in set(page.obj.keys()) - _OF_A_PAGE:
            del page[key]
        page.contents_coalesce()
        scrubber.scrub(page.obj)
        if "/Contents" in page:
            page.Contents = target.make_stream(_as_drawn(page.obj))
    made = BytesIO()
    target.save(
        made, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
    )
    return made.getvalue()


def _as_drawn(drawing: pikepdf.Object) -> bytes:
    """The instructions of a page or a form, without comments. Raises `BadFile` for a photograph among them that cannot be
    cleaned there."""
    instructions = pikepdf.parse_content_stream(drawing)
    for one in instructions:
        if isinstance(one, pikepdf.ContentStreamInlineImage) and {"/DCTDecode", "/DCT"} & {
            str(name) for name in one.iimage.filters
        }:
            raise BadFile(Reason.BROKEN)
    return pikepdf.unparse_content_stream(instructions)


class _Scrubber:
    """Walks over everything that a page reaches, once."""

    def __init__(self, target: pikepdf.Pdf) -> None:
        self._target = target
        self._seen: set[tuple[int, int]] = set()
        self._inside = 0

    def scrub(self, root: pikepdf.Object) -> None:
        """Takes out of it whatever is not drawn. Raises `BadFile`."""
        todo = [(root, False)]
        while todo:
            one, named = todo.pop()
            if one.is_indirect:
                if one.objgen in self._seen:
                    continue
                self._seen.add(one.objgen)
                if len(self._seen) > MOST_OBJECTS:
                    raise BadFile(Reason.TOO_MUCH_INSIDE)
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                self._dictionary(one, named)
            todo.extend(_parts(one))

    def _dictionary(self, one: pikepdf.Object, named: bool) -> None:
        if not named:
            for key in set(one.keys()) & _NEVER:
                del one[key]
        if isinstance(one, pikepdf.Stream):
            for key in set(one.keys()) & _ELSEWHERE:
                del one[key]
            self._stream(one)

    def _stream(self, stream: pikepdf.Stream) -> None:
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
            raise BadFile(Reason.TOO_MUCH_INSIDE)
        filters = _filters(stream)
        if filters[-1:] in (["/DCTDecode"], ["/JPXDecode"]):
            self._photograph(stream, filters)
        elif not {"/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode"} & set(filters):
            self._measure(len(stream.read_bytes()))
        if stream.get("/Subtype") == "/Form":
            stream.write(_as_drawn(stream))

    def _photograph(self, stream: pikepdf.Stream, filters: list[str]) -> None:
        if len(filters) > 1:  # a photograph within another coding is not written by anything that people use
            raise BadFile(Reason.BROKEN)
        plain = plain_jpeg if filters == ["/DCTDecode"] else plain_jpeg2000
        made = plain(stream.read_raw_bytes())
        self._measure(len(made))
        parameters = stream.get("/DecodeParms")
        stream.write(made, filter=pikepdf.Name(filters[0]))
        if parameters is not None:  # such as how its colours were transformed
            stream.DecodeParms = parameters

    def _measure(self, size: int) -> None:
        self._inside += size
        if size > MOST_IN_A_STREAM or self._inside > MOST_IN_ALL:
            raise BadFile(Reason.TOO_MUCH_INSIDE)


def _parts(one: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, bool]]:
    if isinstance(one, pikepdf.Array):
        yield from ((part, False) for part in one.as_list() if isinstance(part, pikepdf.Object))
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for key in one.keys():  # noqa: SIM118 -- pikepdf's dictionaries are iterated by their keys alone this way
            part = one.get(key)
            if key != "/Parent" and isinstance(part, pikepdf.Object):
                yield part, key in _NAMED


def _filters(stream: pikepdf.Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found.as_list()] if isinstance(found, pikepdf.Array) else [str(found)]
