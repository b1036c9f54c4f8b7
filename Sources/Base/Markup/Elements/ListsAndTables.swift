/// A list.
public func ul(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("ul", attributes, content())
}

/// A list whose order counts.
public func ol(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("ol", attributes, content())
}

/// An entry of a list.
public func li(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("li", attributes, content())
}

/// A list of names and what they stand for.
public func dl(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("dl", attributes, content())
}

/// A name in such a list.
public func dt(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("dt", attributes, content())
}

/// What a name stands for.
public func dd(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("dd", attributes, content())
}

/// A table.
public func table(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("table", attributes, content())
}

/// What a table shows.
public func caption(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("caption", attributes, content())
}

/// The rows at the head of a table.
public func thead(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("thead", attributes, content())
}

/// The other rows of a table.
public func tbody(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("tbody", attributes, content())
}

/// A row.
public func tr(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("tr", attributes, content())
}

/// A header cell.
public func th(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("th", attributes, content())
}

/// A cell.
public func td(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("td", attributes, content())
}
