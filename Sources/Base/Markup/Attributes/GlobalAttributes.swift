// Attributes that every element can have.
extension Attribute {
  /// The classes by which the style sheet knows the element. Given twice, both count.
  public static func `class`(_ names: StaticString) -> Attribute {
    Attribute("class", literal: names)
  }

  /// The name by which links and labels find the element.
  public static func id(_ name: String) -> Attribute { Attribute("id", name) }

  /// The language of the content; empty where it is not known.
  public static func lang(_ language: StaticString) -> Attribute {
    Attribute("lang", literal: language)
  }

  /// The direction of the text: `auto`, `ltr`.
  public static func dir(_ direction: StaticString) -> Attribute {
    Attribute("dir", literal: direction)
  }

  /// What a pointer that rests on the element is told.
  public static func title(_ text: String) -> Attribute { Attribute("title", text) }

  /// The place in the order of the keyboard: 0 for that of the document, -1 for none.
  public static func tabindex(_ place: Int) -> Attribute { Attribute("tabindex", "\(place)") }

  /// Nobody sees the element.
  public static var hidden: Attribute { Attribute("hidden") }

  /// Whether a browser looks for mistakes of spelling.
  public static func spellcheck(_ isWanted: Bool) -> Attribute {
    Attribute("spellcheck", isWanted ? "true" : "false")
  }

  /// A text for the page's script: `data("var", "name")` is `data-var="name"`.
  public static func data(_ name: DataName, _ value: String) -> Attribute {
    Attribute(name.attribute, value)
  }

  /// A word for the page's script, without a value.
  public static func data(_ name: DataName) -> Attribute { Attribute(name.attribute) }
}

/// The name of an attribute that is for the page's script.
public struct DataName: Sendable {
  let attribute: StaticString

  /// A name with its `data-`, which is in the source: `DataName("data-var")`.
  ///
  /// Any other beginning gives an attribute that no browser and no script knows, `data-`.
  public init(_ attribute: StaticString) {
    let isData = attribute.withUTF8Buffer { bytes in
      bytes.starts(with: "data-".utf8)
        && bytes.dropFirst(5).allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
    }
    self.attribute = isData ? attribute : "data-"
  }
}
