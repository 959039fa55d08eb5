"""A day of an auditor in a real browser; called by web-browser.sh.

web_browser.py LINK-FILE SALE STORE HFILE PICTURES: the printed link, the id of a signed sale, the store, the program, and a
folder for screenshots (/dev/null for none).
"""
import re
import subprocess
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

LINK, SALE, STORE, HFILE, PICTURES = sys.argv[1:]
link = re.search(r"http\S+", Path(LINK).read_text()).group(0)
origin = re.match(r"http://[^/]+", link).group(0)
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        sys.exit(f"web-browser: {what}")


def go(page, address, status=200):
    answer = page.goto(address if address.startswith("http") else origin + address)
    check(answer.status == status, f"{address} answers {answer.status}, not {status}")
    return page


def follow(page, words):
    """Clicks a link by its words, as a person does."""
    page.get_by_role("link", name=words).first.click()
    check(page.locator("h1").count() == 1, f"{page.url} has not one heading")


def picture(page, name):
    if PICTURES != "/dev/null":
        page.screenshot(path=f"{PICTURES}/{name}.png")


def journey(browser):
    """Sign in, front page, a sale, its history, the commit and its verdict, last month, a report; without scripts."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 1200, "height": 860})
    page = go(context.new_page(), "/", 403)
    go(page, link)
    check(page.url == origin + "/", "the link does not end at the front page")
    check("静心足道" in page.locator("body").inner_text(), "the front page does not name the store")
    picture(page, "front")
    other = browser.new_context(java_script_enabled=False).new_page()
    go(other, link, 403)

    follow(page, "Records")
    follow(page, "Sales")
    page.get_by_role("link", name=SALE).click()
    text = page.locator("main").inner_text()
    check("38.00" in text and "prd-aicao-foot-bath" in text, "the page of the sale does not tell its sum and product")
    picture(page, "record")
    page.locator("main a[href$='/history']").click()
    check("two foot baths" in page.locator("main").inner_text(), "the history of the sale does not name its commit")
    page.locator("main a[href^='/commits/']").first.click()
    text = page.locator("main").inner_text()
    check(SALE in text and "stf-wang" in text, "the page of the commit does not name record and signer")
    check("good" in text.lower() or "in order" in text.lower() or "✓" in text, "the commit has no verdict: " + text[:400])
    picture(page, "commit")

    page.locator("#travel-day").fill("2026-10-31")
    page.get_by_role("button", name="Go").click()
    check(re.search(r"/at/[0-9a-f]{40}", page.url), f"time travel ends at {page.url}")
    go(page, "/at/2026-10-31/records/sale")
    first = page.locator("main td").first.inner_text()
    check(first.startswith("2026-10-31"), f"the newest sale of October is {first}")
    go(page, f"/at/2026-10-31/records/sale/{SALE}", 404)
    go(page, "/reports/sales?from=2026-11-01&to=2026-11-20")
    check(page.locator("svg").count() > 0 and page.locator("table").count() > 0, "a report has no chart or no table")
    picture(page, "report")
    go(page, "/verification")
    picture(page, "verification")

    for tag, words in [("zh-Hans", "销售"), ("zh-Hant", "銷售")]:
        go(page, f"/records/sale?lang={tag}")
        check(page.locator("html").get_attribute("lang") == tag, f"the page in {tag} does not say so")
        check(words in page.locator("body").inner_text(), f"the sales in {tag} are not called {words}")
    go(page, "/reports/sales?from=2026-11-01&to=2026-11-20")
    picture(page, "report-zh-Hant")
    follows_new_commits(page)
    context.storage_state(path=Path(STORE).parent / "session.json")
    context.close()


def follows_new_commits(page):
    """The front page is of the last commit, also after git moved everything into a new pack."""
    for command in [[HFILE, "new", "footfall", "entries=7", "minutes=60", "--commit", "-m", "seven guests"],
                    ["git", "gc", "-q", "--prune=now"], [HFILE, "maintain"]]:
        subprocess.run(command, cwd=STORE, check=True, stdout=subprocess.DEVNULL)
        go(page, "/?lang=en")
        check("seven guests" in page.locator("main").inner_text(), f"after {command[1]} the front page is of an old commit")


def kind(address):
    """What kind of page an address is: ids and names left out."""
    path = re.sub(r"/[0-9a-f]{40}", "/COMMIT", address.split("?")[0])
    path = re.sub(r"/[a-z]{3}-[a-z0-9-]+", "/ID", path)
    return re.sub(r"^(/records|/reports)/[a-z-]+", r"\1/NAME", path) if "/at/" not in path else path


def accessible(browser, **options):
    """axe-core finds nothing on any kind of page that links lead to."""
    context = browser.new_context(storage_state=Path(STORE).parent / "session.json", bypass_csp=True, **options)
    page, axe, seen = context.new_page(), Axe(), set()
    waiting = ["/", f"/records/sale/{SALE}", "/records/sale?where=nonsense+%3D+1", "/nothing", "/commits"]
    while waiting and len(seen) < 60:
        address = waiting.pop(0)
        if kind(address) in seen or re.search(r"\.(json|csv)|sign-out", address):
            continue
        seen.add(kind(address))
        page.goto(origin + address)
        found = axe.run(page).response["violations"]
        check(not found, f"{address}: " + "; ".join(f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found))
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        check(width <= 0, f"{address} is {width} pixels too wide for a window of {page.viewport_size['width']}")
        waiting += [link for link in (one.get_attribute("href") for one in page.query_selector_all("a"))
                    if link and link.startswith("/") and kind(link) not in seen]
    if options.get("viewport", {}).get("width", 1200) < 500:
        page.goto(origin + "/?lang=zh-Hans")
        picture(page, "phone")
    if options.get("color_scheme") == "dark":
        page.goto(origin + "/")
        picture(page, "dark")
    context.close()
    return len(seen)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    journey(browser)
    pages = accessible(browser)
    accessible(browser, color_scheme="dark")
    accessible(browser, viewport={"width": 360, "height": 740})
    browser.close()
print(f"web-browser: {checks} checks, {pages} kinds of pages")
