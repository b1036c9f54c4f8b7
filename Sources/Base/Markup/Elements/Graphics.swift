// Drawings of lines. Their shapes are in the source.

/// A drawing.
public func svg(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("svg", attributes, content())
}

/// A shape that drawings use by its id.
public func symbol(id: StaticString, box: StaticString, @Content content: () -> HTML) -> HTML {
  element("symbol", [Attribute("id", literal: id), Attribute("viewBox", literal: box)], content())
}

/// The use of a symbol of the page.
public func use(_ id: StaticString) -> HTML {
  element("use", [Attribute("href", "#\(id)")], HTML())
}

/// A line, as SVG writes it.
public func path(_ line: StaticString) -> HTML {
  element("path", [Attribute("d", literal: line)], HTML())
}

/// A circle.
public func circle(x: StaticString, y: StaticString, radius: StaticString) -> HTML {
  element(
    "circle",
    [
      Attribute("cx", literal: x), Attribute("cy", literal: y), Attribute("r", literal: radius),
    ], HTML())
}

/// A rectangle with round corners.
public func rect(
  x: StaticString, y: StaticString, width: StaticString, height: StaticString,
  rounding: StaticString
) -> HTML {
  element(
    "rect",
    [
      Attribute("x", literal: x), Attribute("y", literal: y), Attribute("width", literal: width),
      Attribute("height", literal: height), Attribute("rx", literal: rounding),
    ], HTML())
}
