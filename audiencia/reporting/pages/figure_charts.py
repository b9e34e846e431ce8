"""The charts of figures: by week, by department, and of the waits; for the public page, the report and its paper."""

from collections.abc import Sequence
from datetime import date

from audiencia.core.gettext_mark import N_
from audiencia.http.charts import Bar, Chart
from audiencia.http.i18n import Words
from audiencia.privacy.small_cells import Shown
from audiencia.reporting.figures import Row
from audiencia.reporting.public_periods import Figures


def split(words: Words, rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """Those of which there is something to tell, and what the others are called; all of them where there is nothing of any."""
    told = [one for one in rows if not one.idle] or rows
    return told, [words.text(one.department) for one in rows if one not in told and one.department]


def by_week(words: Words, weeks: Sequence[Figures]) -> Chart:
    """People attended, the oldest week first."""
    bars = [_bar(words, _short(one.span.begins_on), one.total.shown) for one in reversed(weeks)]
    return Chart(
        "by-week", words.gettext(N_("People attended by week")), _said(words), _parts(words, bars), tuple(bars)
    )


def by_department(words: Words, rows: Sequence[Row], name: str = "by-department") -> Chart:
    """People attended by each department."""
    bars = [_bar(words, words.text(one.department), one.shown) for one in rows if one.department]
    title = words.gettext(N_("People attended by department"))
    return Chart(name, title, _said(words), _parts(words, bars), tuple(bars))


def waits(words: Words, rows: Sequence[Row], name: str = "waits") -> Chart:
    """Half of the people were called within so many minutes."""
    bars = []
    for one in rows:
        label = words.gettext(N_("All")) if one.department is None else words.text(one.department)
        minutes = None if one.wait is None else one.wait.median_min
        nobody = words.gettext(N_("nobody yet")) if one.nobody_called else words.gettext(N_("left out"))
        bars.append(
            Bar(label, None if minutes is None else (minutes,), nobody if minutes is None else f"{minutes} min")
        )
    title = words.gettext(N_("Minutes until half of the people were called"))
    return Chart(name, title, _said(words), (words.gettext(N_("Minutes")),), tuple(bars))


def _bar(words: Words, label: str, shown: Shown) -> Bar:
    if shown.attended is None:
        return Bar(label, None, words.gettext(N_("left out")))
    if shown.immediate is None:
        return Bar(label, (0, 0, shown.attended), str(shown.attended))
    said = str(shown.attended) if shown.percent is None else f"{shown.attended} · {shown.percent} %"
    in_process = shown.in_process or 0
    # Whose result is still to come is in neither.
    return Bar(label, (shown.immediate, in_process, max(0, shown.attended - shown.immediate - in_process)), said)


def _parts(words: Words, bars: Sequence[Bar]) -> tuple[str, ...]:
    """The third part has a name only where there is one."""
    named = (words.gettext(N_("With immediate answer")), words.gettext(N_("In process")))
    unsplit = any(bar.parts and len(bar.parts) > 2 and bar.parts[2] for bar in bars)
    return (*named, words.gettext(N_("Not split"))) if unsplit else named


def _said(words: Words) -> str:
    return words.gettext(N_("All figures of this chart stand in the table below."))


def _short(day: date) -> str:
    return day.strftime("%d/%m")
