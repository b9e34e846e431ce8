"""Files as people send them, and as those send them who mean no good; each made by code.

`SECRET` stands in whatever metadata a file can have: it must be in no file that was cleaned, however it is coded there.
"""

import base64
import re
import struct
import zlib
from io import BytesIO

import pikepdf
from PIL import Image, ImageCms, PngImagePlugin

SECRET = "Zenzontle-14-interior-3"
LATITUDE = (19.0, 17.0, 32.25)


def picture(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Four fields of colour: red, green over blue, white."""
    made = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    made.paste("red", (0, 0, *half))
    made.paste("green", (half[0], 0, size[0], half[1]))
    made.paste("blue", (0, half[1], half[0], size[1]))
    return made.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Position, camera, and a comment."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = SECRET
    made[0x9286] = SECRET
    made.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "W", 4: LATITUDE, 29: SECRET})
    return made.tobytes()


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>{SECRET}</rdf:RDF></x:xmpmeta>'.encode()


def profile() -> bytes:
    """sRGB, with the secret among its descriptions' padding."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET.encode()


def jpeg(orientation: int = 1, size: tuple[int, int] = (120, 80), mode: str = "RGB") -> bytes:
    """With EXIF, XMP, IPTC, a profile, a comment, and something behind its end."""
    made = BytesIO()
    picture(size, mode).save(
        made, "JPEG", exif=exif(orientation), xmp=XMP, comment=SECRET.encode(), icc_profile=profile()
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    content = made.getvalue()
    return content[:2] + segment + content[2:] + SECRET.encode()


def png() -> bytes:
    """With EXIF, XMP and texts, plain and packed."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET)
    info.add_text("Author", SECRET, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    made = BytesIO()
    picture().save(made, "PNG", pnginfo=info, exif=exif(), icc_profile=profile())
    return made.getvalue() + SECRET.encode()


def webp() -> bytes:
    """With EXIF and XMP."""
    made = BytesIO()
    picture().save(made, "WEBP", exif=exif(), xmp=XMP, icc_profile=profile(), lossless=True)
    return made.getvalue()


def packed(byte: int, megabytes: int) -> bytes:
    """So much of one byte in the zlib format (RFC 1950), made at once: the block of one megabyte, again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes([byte]) * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    size = megabytes * 1_000_000
    low, high = (1 + size * byte) % 65521, (size + byte * size * (size + 1) // 2) % 65521
    return b"\x78\xda" + block * megabytes + packer.flush() + struct.pack(">HH", high, low)


def png_bomb(side: int = 60_000) -> bytes:
    """A few kilobytes that say they are gigabytes of pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(bytes(1_000_000), 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small picture whose text unpacks to 400 MB."""
    body = b"Comment\0\0" + packed(0, 400)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = BytesIO()
    picture().save(plain, "PNG")
    content = plain.getvalue()
    return content[:33] + chunk + content[33:]


def pdf(pages: int = 1) -> bytes:
    """A page with a line of text, and everything that a page must not have."""
    document = pikepdf.new()
    for _ in range(pages):
        _page(document)
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    root = document.Root
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String(f"/bin/{SECRET}"))
    root.OpenAction = script
    root.AA = pikepdf.Dictionary(WC=launch)
    document.attachments["secret.exe"] = b"MZ" + SECRET.encode()
    root.Names.JavaScript = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script]))
    page = document.pages[0]
    page.AA = pikepdf.Dictionary(O=script)
    page.PieceInfo = pikepdf.Dictionary(Tool=pikepdf.Dictionary(Private=pikepdf.String(SECRET)))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch, Contents=SECRET
    )
    page.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(link)]))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _page(document: pikepdf.Pdf) -> None:
    document.add_blank_page(page_size=(300, 300))
    page = document.pages[-1]
    photograph = document.make_stream(jpeg())
    photograph.update({
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 120, "/Height": 80,
        "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8,
    })  # fmt: skip
    photograph.write(jpeg(), filter=pikepdf.Name.DCTDecode)
    photograph.Metadata = document.make_stream(XMP)
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    # The font is called /A, as what a page must not have: what a person named stays.
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=font), XObject=pikepdf.Dictionary(JS=photograph))
    drawing = f"% {SECRET}\nq 120 0 0 80 20 20 cm /JS Do Q BT /A 12 Tf 20 200 Td (Solicito un bache) Tj ET"
    page.Contents = document.make_stream(drawing.encode())


def filled_form() -> bytes:
    """A form somebody filled in: what they wrote is in its annotation alone."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    appearance = document.make_stream(b"BT /Helv 12 Tf 2 2 Td (Escrito a mano) Tj ET")
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    appearance.update({
        "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 200, 20]),
        "/Resources": pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
    })  # fmt: skip
    field = document.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="nombre", V="Escrito a mano", F=4,
        Rect=[20, 100, 220, 120], AP=pikepdf.Dictionary(N=appearance), DA=pikepdf.String("/Helv 12 Tf 0 g"),
    ))  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm = document.make_indirect(
        pikepdf.Dictionary(Fields=pikepdf.Array([field]), DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)))
    )
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def locked_pdf(password: str = "secreto") -> bytes:
    """One that needs a password, or, with an empty one, only says what may be done with it."""
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="propietario", user=password))
    return made.getvalue()


def pdf_bomb(megabytes: int = 600) -> bytes:
    """A page whose drawing unpacks to this much."""
    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(b"")
    stream.write(packed(ord(" "), megabytes), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = stream
    made = BytesIO()
    document.save(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made.getvalue()


SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>alert("{SECRET}")</script></svg>'.encode()
HTML = f"<!doctype html><script>alert('{SECRET}')</script>".encode()
GIF = b"GIF89a" + bytes(40)
PROGRAM = b"MZ" + bytes(200)
ZIP = b"PK\x03\x04" + bytes(60)


HEIC = base64.b64decode("""
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA
AAAERAAAIAAQAAAAABuwABAAAAAAAAAGoAAgAAAAACJQABAAAAAAAAAQIAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp
bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE
ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDyBRZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAi
QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAAB4AAAAUAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAB
ppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAABdG1kYXQAAABmKAGvWGAAD7FTJL//5zu//yo9IfYlenKFbpLoyS0U1IuZMjK8DuFwB1/UGq5XAfK5
bK0iS7SJonIkr93+tCCR1FGC7HWnIOQ36GoG7VfDuMb92PiFAAALKx1wVxt0AdZePQ+GQiGzAAAABkV4aWYAAE1NACoAAAAIAAQBDwACAAAAGA
AAAD4BEgADAAAAAQABAACIJQAEAAAAAQAAAFaShgACAAAAGAAAAOAAAAAAWmVuem9udGxlLTE0LWludGVyaW9yLTMAAAUAAQACAAAAAk4AAAAA
AgAFAAAAAwAAAJgAAwACAAAAAlcAAAAABAAFAAAAAwAAALAAHQACAAAAGAAAAMgAAAAAAAAAEwAAAAEAAAARAAAAAQAAAIEAAAAEAAAAEwAAAA
EAAAARAAAAAQAAAIEAAAAEWmVuem9udGxlLTE0LWludGVyaW9yLTMAWmVuem9udGxlLTE0LWludGVyaW9yLTMA
""")
"""`picture()` with `exif()`, written by another library (libheif with x265): the one in use reads only."""


def polyglot_jpeg() -> bytes:
    """A picture that is a page with a script, and an archive, too."""
    content = jpeg()
    comment = b"\xff\xfe" + struct.pack(">H", len(HTML) + 2) + HTML
    return content[:2] + comment + content[2:] + ZIP + HTML


def polyglot_pdf() -> bytes:
    """A document that is a page with a script, and an archive, too."""
    return pdf() + b"\n%" + HTML + b"\n" + ZIP


def traces(content: bytes) -> list[str]:
    """Where the secret is, in each coding that a file may have it in."""
    found = [coding for coding in ("utf-8", "utf-16-le", "utf-16-be") if SECRET.encode(coding) in content]
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as document:
            for one in document.objects:
                if isinstance(one, pikepdf.Stream):
                    raw = one.read_raw_bytes()
                    data = raw if one.get("/Filter") == "/DCTDecode" else one.read_bytes()
                    found += traces_of_picture(raw) if raw[:2] == b"\xff\xd8" else []
                    found += ["stream"] * (SECRET.encode() in data)
                if SECRET in repr(one) or SECRET in str(one.to_json() if hasattr(one, "to_json") else one):
                    found.append("object")
            found += [f"docinfo {key}" for key in document.docinfo]
    return found


def traces_of_picture(content: bytes) -> list[str]:
    """What a picture has beside its pixels."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe",
                    "adobe_transform"}  # fmt: skip
        found = [str(key) for key in image.info if key not in harmless]
        found += ["exif"] if dict(image.getexif()) else []
        found += [f"applist {name}" for name, _ in getattr(image, "applist", []) if name not in ("APP0", "APP14")]
    return found


def words(page: pikepdf.Page) -> str:
    """What a page says, through the maps of its fonts from glyphs to characters; spaces are not kept."""
    maps = {str(name): _characters(font) for name, font in page.Resources.Font.items()}
    said, font = "", {}
    for one in pikepdf.parse_content_stream(page):
        if str(one.operator) == "Tf":
            font = maps[str(one.operands[0])]
        elif str(one.operator) in ("Tj", "TJ"):
            parts = one.operands[0].as_list() if str(one.operator) == "TJ" else [one.operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    said += "".join(font.get(codes[at : at + 2].hex(), "") for at in range(0, len(codes), 2))
    return said


def _characters(font: pikepdf.Object) -> dict[str, str]:
    pairs = re.findall(
        r"^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>$", font.ToUnicode.read_bytes().decode("latin-1"), re.MULTILINE
    )
    return {glyph.lower(): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
