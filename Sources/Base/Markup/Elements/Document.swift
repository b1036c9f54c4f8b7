/// A whole page, from its doctype on.
public func document(
  lang: StaticString, body attributes: [Attribute] = [], @Content head: () -> HTML,
  @Content content: () -> HTML
) -> HTML {
  var html = HTML(literal: "<!doctype html>\n")
  html.open("html", [.lang(lang)])
  html.add("<head><meta charset=\"utf-8\">")
  html.bytes += head().bytes
  html.add("</head>")
  html.open("body", attributes)
  html.bytes += content().bytes
  html.add("</body></html>")
  return html
}

/// The name of a page, in tabs and bookmarks.
public func pageTitle(_ text: String) -> HTML { element("title", [], HTML(text)) }

/// What a page says of itself: `viewport`, `robots`.
public func meta(name: StaticString, content: StaticString) -> HTML {
  void("meta", [Attribute("name", literal: name), Attribute("content", literal: content)])
}

/// Asks for an address after so many seconds, which the browser then shows.
public func refresh(to link: Link, after seconds: Int) -> HTML {
  void(
    "meta",
    [
      Attribute("http-equiv", literal: "refresh"),
      Attribute("content", "\(seconds); url=\(link.text)"),
    ])
}

/// A style sheet.
public func stylesheet(_ link: Link) -> HTML {
  void("link", [Attribute("rel", literal: "stylesheet"), .href(link)])
}

/// The page's icon.
public func icon(_ link: Link, type: StaticString) -> HTML {
  void("link", [Attribute("rel", literal: "icon"), .href(link), Attribute("type", literal: type)])
}

/// A script, which runs when the page has been read and before it is shown, so that nothing moves that
/// it writes. There is none with its text in the page.
public func script(src link: Link) -> HTML {
  element(
    "script",
    [Attribute("src", link.text), Attribute("defer"), Attribute("blocking", literal: "render")],
    HTML())
}
