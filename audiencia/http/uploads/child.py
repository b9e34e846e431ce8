"""The process in which a file is read: bytes from standard input, one line of JSON and the clean bytes to standard output."""

from audiencia.http.confined import jail

MEMORY = 1_200_000_000
SECONDS = 20


def main() -> None:
    """What is imported here is imported before the doors are closed."""
    jail.enter(memory=MEMORY, seconds=SECONDS)
    import json
    import sys

    import pi_heif
    from PIL import Image, ImageFile, TiffImagePlugin, WebPImagePlugin  # noqa: F401 -- EXIF is read as TIFF

    from audiencia.http.uploads import document, picture
    from audiencia.http.uploads.kinds import BadFile, Kind, kind_of

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    Image.preinit()
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    jail.close_doors()
    content = sys.stdin.buffer.read()
    try:
        kind = kind_of(content)
        media_type, made = document.clean(content) if kind is Kind.PDF else picture.clean(content, kind)
    except BadFile as error:
        head, made = {"refused": error.reason.value}, b""
    else:
        head = {"type": media_type}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
