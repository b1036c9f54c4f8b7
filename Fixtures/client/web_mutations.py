"""The checks of pages find what is wrong: each page here gets one fault on its way to the browser."""

from web_ledger import northwind
from web_support import PHONE, WIDE, Findings, Visit, browser

# What a page has, what it gets instead, and how the finding begins, on a screen of a size.
PAGE_FAULTS = [
    ("an inline style", "<h1>", '<h1 style="color:red">', "policy: style-src"),
    ("an inline script", "<h1>", "<script>document.title = 'x'</script><h1>", "policy: script-src"),
    ("a script in an attribute", "<h1>", '<h1 onclick="alert(1)">', "policy: script-src-attr"),
    ("a script that says something", "<h1>", "<h1><script>alert(1)</script>", "console:"),
    ("an attribute that is not escaped", 'name="q" value=""', 'name="q" value=""onload"', "markup:"),
    ("a bare < in a text", "<h1>Prompts", "<h1><Prompts", "markup:"),
    ("an element that is not closed", "</form>", "", "markup:"),
    ("a picture from elsewhere", "<h1>", '<img alt="" src="http://localhost:9/x.png"><h1>', "policy:"),
    ("a field without a label", "</main>", "<select><option>x</option></select></main>",
     "axe: select-name"),
    ("a picture without words", "<h1>", '<img src="/assets/none"><h1>', "axe: image-alt"),
    ("no h1", "<h1>Prompts</h1>", "<h2>Prompts</h2>", "axe: page-has-heading-one"),
    ("a heading that skips a level", "</main>", "<h5>Deep</h5></main>", "axe: heading-order"),
    ("no language", '<html lang="en"', "<html", "axe: html-has-lang"),
    ("a link without words", "</main>", '<a href="/"></a></main>', "axe: link-name"),
    ("a line that does not break", "</main>", "<pre>" + "wide" * 400 + "</pre></main>", "overflow:"),
]

# The same in the style sheet. The text of the page is 4.4 times as bright as what is behind it then,
# by WCAG's formula; 4.5 is needed.
STYLE_FAULTS = [
    ("a contrast of 4.4", "--muted: #5c5d67", "--muted: #797979", "axe: color-contrast"),
    ("a link by colour alone", "main > p a:not(.btn)", ".no-such", "axe: link-in-text-block"),
    ("a picture for a heading from elsewhere", "h1 { font-size",
     "h1 { background-image: url(http://localhost:9/x.png); font-size", "policy: img-src"),
    ("a small target", ".btn {", ".btn.plain { font-size: 6px !important; min-height: 8px !important;"
     " padding: 0 !important; width: 9px; overflow: hidden; margin: -3px } .btn {",
     "axe: target-size"),
]

# The same in the script.
SCRIPT_FAULTS = [
    ("markup that a script makes", "'use strict';",
     "'use strict'; addEventListener('load', () => { document.body.innerHTML += '<b>x</b>'; });",
     "policy: require-trusted-types-for"),
    ("what moves by itself", "'use strict';",
     "'use strict'; addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => {"
     " const p = document.createElement('p'); p.textContent = 'Late'; p.className = 'note';"
     " document.querySelector('main').prepend(p); })));", "shift:"),
    ("an error", "'use strict';", "'use strict'; nothing.there;", "console:"),
    ("what asks elsewhere", "'use strict';",
     "'use strict'; fetch('http://localhost:9/').catch(() => 0);", "policy: connect-src"),
    ("a dialog", "'use strict';", "'use strict'; alert('x');", "dialog:"),
]


def contrast(one, other):
    """The contrast of two greys or colours, as WCAG 2 defines it."""
    def light(colour):
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                            for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    bright, dark = sorted([light(one), light(other)], reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def expect(chromium, findings, pattern, path, faults, size=WIDE):
    """Opens a page with each fault in what fits the pattern, and expects that it is found."""
    signed_in = Visit(chromium).sign_in("admin").context.cookies()
    for what, old, new, finding in faults:
        visit = Visit(chromium, size)
        visit.context.add_cookies(signed_in)
        done = []

        def change(route):
            answer = route.fetch()
            text = answer.text()
            changed = text.replace(old, new, 1)
            if changed != text:
                done.append(what)
            route.fulfill(response=answer, body=changed)

        visit.context.route(pattern, change)
        visit.forget()
        try:
            answer = visit.go(path)
            found = visit.faults(answer)
        except Exception as fault:
            found = [str(fault)]
        visit.close()
        if not done:
            findings.add(what, [f"there is no {old!r} to be changed"])
        elif not any(fault.startswith(finding) for fault in found):
            findings.add(what, [f"{finding!r} is not found, but {found}"])


def main():
    northwind()
    findings = Findings()
    assert 4.35 < contrast("#797979", "#ffffff") < 4.45, contrast("#797979", "#ffffff")
    with browser() as chromium:
        # What is not changed is sound: the list on both screens, and a page with links in its text.
        for size in [WIDE, PHONE]:
            visit = Visit(chromium, size).sign_in("admin")
            visit.forget()
            findings.add("unchanged", visit.faults(visit.go("/")))
            visit.close()
        expect(chromium, findings, "**/", "/", PAGE_FAULTS, PHONE)
        expect(chromium, findings, "**/page.css", "/?q=no-such-words", STYLE_FAULTS)
        expect(chromium, findings, "**/page.js", "/", SCRIPT_FAULTS)
    findings.end()


main()
