"""Reading pages as a form's client does, and keeping cookies as a browser does on this machine."""

import pytest

from audiencia.simulation.browser import Browser, read_page

FORM = """<form><input type="hidden" name="csrf" value="a&amp;b"><input type="hidden" name="submission_id" value="1">
<input type="checkbox" id="x" name="consent_x" value="yes"><input name="name"></form>
<form><input type="hidden" name="csrf" value="second"></form>"""


def test_hidden_fields_and_boxes_are_found_and_the_first_of_a_name_counts() -> None:
    page = read_page(200, None, FORM)
    assert page.hidden == {"csrf": "a&b", "submission_id": "1"}
    assert page.boxes == ("consent_x",)
    assert page.code is None


def test_the_code_of_an_error_page_is_found() -> None:
    assert read_page(403, None, '<div data-testid="error-page" data-code="csrf">').code == "csrf"


@pytest.mark.parametrize(("status", "why"), [(503, "unavailable"), (429, "too_many_requests"), (409, "else")])
def test_a_form_that_comes_back_says_by_its_status_that_nothing_is_wrong_with_it(status: int, why: str) -> None:
    assert read_page(status, None, FORM).refusal("else") == why
    coded = '<div data-testid="error-page" data-code="csrf">'
    assert read_page(status, None, coded).refusal("else") == "csrf"


async def test_secure_cookies_go_to_this_machine_without_tls() -> None:
    async with Browser("http://127.0.0.1:8080/some/path") as browser:
        assert str(browser.base) == "http://127.0.0.1:8080"
        assert browser.headers["Origin"] == "http://127.0.0.1:8080"
        browser.hold_cookie("__Host-turno", "token")
        assert browser.cookie("__Host-turno") == "token"
        assert browser.cookie("__Host-staff") is None
