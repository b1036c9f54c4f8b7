// Words within a line.

/// A link.
public func a(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("a", attributes, content())
}

/// Words without a meaning of their own.
public func span(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("span", attributes, content())
}

/// A text whose direction turns nothing around it.
public func bdi(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("bdi", attributes, content())
}

/// Words to be found at a glance.
public func b(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("b", attributes, content())
}

/// A remark.
public func small(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("small", attributes, content())
}

/// What is typed, or what a program says.
public func code(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("code", attributes, content())
}

/// A key.
public func kbd(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("kbd", attributes, content())
}

/// Words that were looked for.
public func mark(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("mark", attributes, content())
}

/// Words that were added.
public func ins(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("ins", attributes, content())
}

/// Words that were removed.
public func del(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("del", attributes, content())
}

/// A moment.
public func time(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("time", attributes, content())
}

/// The end of a line.
public func br() -> HTML { void("br", []) }

/// A place where a long word can be broken.
public func wbr() -> HTML { void("wbr", []) }
