"""The municipality's account in Chromium: from the sign-in to a provider on another site, and back."""

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.browser.chromium import DESK
from tests.browser.conftest import People, engine_alone
from tests.browser.installation import Installation
from tests.browser.people import Staff
from tests.browser.walks.barriers import barriers, too_wide

browsers = engine_alone
REFUSED = {"Deny": "no le permitió entrar", "ajena-1": "no tiene ninguna función aquí"}


async def test_who_agrees_at_the_provider_comes_back_signed_in(house: Installation, people: People) -> None:
    # Imported here: every process of a run imports this module, one uses it.
    import oidc_provider_mock

    claims = {"name": "Rita Prensa", "preferred_username": "rita", "groups": ["prensa"]}
    rita = oidc_provider_mock.User(sub="rita-1", claims=claims)
    nobody = oidc_provider_mock.User(sub="ajena-1", claims=claims | {"groups": ["obras"]})
    one = await people.bring(Staff, "green", screen=DESK)
    await one.page.route("https://**", lambda route: route.abort())  # the provider's page asks for a style of elsewhere
    port = urlsplit(house.issuer).port
    with oidc_provider_mock.run_server_in_thread(port, require_nonce=True, user_claims=[rita, nobody]):
        for decision in ("Deny", "ajena-1", "rita-1"):
            await one.page.goto("/entrar")
            await one.press("provider-sign-in")
            await one.page.get_by_role("button", name=decision).click()
            if decision != "rita-1":
                await expect(one.page.locator("#error-summary")).to_contain_text(REFUSED[decision])
                assert await barriers(one.page) == [] and await too_wide(one.page) == []
    await one.page.wait_for_url(f"{house.url}/comunicacion")
    await one.page.goto("/cuenta")
    await expect(one.see("own-account")).to_contain_text("Usted entra aquí con la cuenta del municipio.")
    assert await barriers(one.page) == [] and await too_wide(one.page) == []
