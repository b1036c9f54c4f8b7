// Parts of a page, and blocks of text.

/// The page's own content.
public func main(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("main", attributes, content())
}

/// What stands at the head of a page or of a section.
public func header(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("header", attributes, content())
}

/// A list of links to go by.
public func nav(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("nav", attributes, content())
}

/// A section with a heading.
public func section(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("section", attributes, content())
}

/// A block without a meaning.
public func div(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("div", attributes, content())
}

/// A block, for those who add to the attributes of others.
public func div(attributes: [Attribute], @Content content: () -> HTML) -> HTML {
  element("div", attributes, content())
}

/// The heading of a page.
public func h1(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("h1", attributes, content())
}

/// The heading of a section.
public func h2(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("h2", attributes, content())
}

/// The heading of a section in a section.
public func h3(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("h3", attributes, content())
}

/// A paragraph.
public func p(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("p", attributes, content())
}

/// A text with its blanks and line ends. A parser takes a first line feed away, so one is written.
public func pre(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  var text = HTML(literal: "\n")
  text.bytes += content().bytes
  return element("pre", attributes, text)
}

/// Something that is shown on demand.
public func details(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("details", attributes, content())
}

/// What is shown of details that are not.
public func summary(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("summary", attributes, content())
}
