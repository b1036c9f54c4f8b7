internal import CanonicalJSON

/// A page as html5lib reads it, by the rules that browsers have.
public struct ParsedHTML: Sendable {
  /// What the parser complains of, by the names that html5lib gives.
  public let complaints: [String]

  /// The element `html`.
  public let root: ParsedElement

  /// Parses a page.
  public init(_ html: String) throws {
    guard let page = try ParsedHTML.all([html]).first else { throw PythonFailure("no page") }
    self = page
  }

  /// Parses several pages with one start of Python.
  public static func all(_ pages: [String]) throws -> [ParsedHTML] {
    let answer = try PythonPackages.run(
      program, on: .array(pages.map { .string($0) }))
    return try (answer.array ?? []).map { page throws(PythonFailure) in
      guard let page = page.object, let root = page["root"].flatMap(ParsedElement.init(_:)) else {
        throw PythonFailure("no tree: \(answer)")
      }
      return ParsedHTML(
        complaints: page["complaints"]?.array?.compactMap(\.string) ?? [], root: root)
    }
  }

  private init(complaints: [String], root: ParsedElement) {
    self.complaints = complaints
    self.root = root
  }

  private static let program = """
    import html5lib

    def tree(element):
      content = [element.text] if element.text else []
      for child in element:
        content.append({"comment": child.text} if not isinstance(child.tag, str) else tree(child))
        if child.tail: content.append(child.tail)
      # A name with a namespace is a pair.
      attributes = [[key, value] for key, value in element.attrib.items()]
      return {"name": element.tag, "attributes": attributes, "content": content}

    answer = []
    for page in data:
      parser = html5lib.HTMLParser(namespaceHTMLElements=False)
      root = parser.parse(page)
      # html5lib knows no `hidden` complaints: position, code and details of each.
      answer.append({"complaints": [error[1] for error in parser.errors], "root": tree(root)})
    """
}

/// An element of a parsed page.
public struct ParsedElement: Sendable {
  /// Its name in small letters.
  public let name: String
  /// Its attributes in their order, the values decoded.
  public let attributes: [(name: String, value: String)]
  /// What is in it.
  public let content: [Content]

  /// What can be in an element.
  public enum Content: Sendable {
    /// A text, decoded.
    case text(String)
    /// An element.
    case element(ParsedElement)
    /// A comment.
    case comment(String)
  }

  init?(_ value: JSONValue) {
    guard let object = value.object, let name = object["name"]?.string,
      let content = object["content"]?.array
    else { return nil }
    self.name = name
    attributes = (object["attributes"]?.array ?? []).compactMap { pair in
      guard let pair = pair.array, pair.count == 2, let name = pair[0].string,
        let value = pair[1].string
      else { return nil }
      return (name, value)
    }
    self.content = content.compactMap { part in
      if let text = part.string { return .text(text) }
      if let comment = part.object?["comment"]?.string { return .comment(comment) }
      return ParsedElement(part).map { .element($0) }
    }
  }

  /// The value of an attribute.
  public subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The elements in it.
  public var children: [ParsedElement] {
    content.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// This element and all that are below it, in the order of the page.
  public var all: [ParsedElement] { [self] + children.flatMap(\.all) }

  /// The elements of a name below it.
  public func all(_ name: String) -> [ParsedElement] { all.filter { $0.name == name } }

  /// The first element with this id.
  public func find(id: String) -> ParsedElement? { all.first { $0["id"] == id } }

  /// The elements of which one of the classes is this.
  public func all(class name: String) -> [ParsedElement] {
    all.filter { $0.classes.contains(name) }
  }

  /// Its classes.
  public var classes: [String] { self["class"]?.split(separator: " ").map(String.init) ?? [] }

  /// The text in it, with that of all elements.
  public var text: String {
    content.reduce(into: "") { text, part in
      switch part {
      case .text(let own): text += own
      case .element(let element): text += element.text
      case .comment: break
      }
    }
  }

  /// Whether there is a comment in it.
  public var hasComments: Bool {
    content.contains { if case .comment = $0 { true } else { false } }
      || children.contains(where: \.hasComments)
  }
}
