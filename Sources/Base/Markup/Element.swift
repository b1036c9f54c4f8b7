/// An element with content, and its end tag.
func element(_ name: StaticString, _ attributes: [Attribute], _ content: HTML) -> HTML {
  var html = HTML()
  html.bytes.reserveCapacity(content.bytes.count + 64)
  html.open(name, attributes)
  html.bytes += content.bytes
  html.close(name)
  return html
}

/// An element that has no content and no end tag.
func void(_ name: StaticString, _ attributes: [Attribute]) -> HTML {
  var html = HTML()
  html.open(name, attributes)
  return html
}

extension HTML {
  /// Writes a start tag. Of two attributes of one name the first counts, as parsers have it; two
  /// classes become one attribute.
  mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
    add("<")
    add(name)
    for (index, attribute) in attributes.enumerated() {
      guard let value = attribute.value,
        !attributes[..<index].contains(where: { $0.value != nil && $0.isNamed(like: attribute) })
      else { continue }
      add(" ")
      add(attribute.name)
      if attribute.isSwitch { continue }
      add("=\"")
      bytes += value.bytes
      if attribute.isClass {
        for further in attributes[(index + 1)...] where further.isClass {
          guard let value = further.value else { continue }
          add(" ")
          bytes += value.bytes
        }
      }
      add("\"")
    }
    add(">")
  }

  /// Writes an end tag.
  mutating func close(_ name: StaticString) {
    add("</")
    add(name)
    add(">")
  }
}
