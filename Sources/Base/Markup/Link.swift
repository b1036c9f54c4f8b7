/// An address on this server, or a place on the page.
///
/// It is made of components, each of which is encoded by itself. So it begins with one slash, its
/// first component is one that the caller knows, and no text can make it lead to another server.
public struct Link: Sendable, Hashable {
  /// The encoded components of the path, none of them empty.
  private var path: [String] = []
  private var query: [(name: String, value: String)] = []
  private var fragment: String?
  private var isOnThisPage = false

  /// The server's first page.
  public static let root = Link()

  private init() {}

  /// The path of a route, whose components are in the source: `Link("prompts")`.
  public init(_ components: StaticString...) {
    for component in components { add("\(component)") }
  }

  /// A place on the same page, by its id.
  public init(onThisPage id: String) {
    isOnThisPage = true
    fragment = Link.encode(id)
  }

  /// The address of a request, made anew of its decoded parts; `nil` for one that may lead elsewhere
  /// or nowhere.
  ///
  /// - Parameters:
  ///   - path: The components, as they come between slashes: `[""]` for `/`.
  ///   - query: The names and values in their order.
  ///   - roots: The first components that there are.
  public init?(
    path: [String], query: [(name: String, value: String)], below roots: Set<String>
  ) {
    if path != [""] {
      guard let first = path.first, roots.contains(where: { $0.utf8.elementsEqual(first.utf8) }),
        path.allSatisfy({ Link.isComponent($0) && Link.isPlain($0) })
      else { return nil }
    }
    guard query.allSatisfy({ Link.isPlain($0.name) }) else { return nil }
    for component in path { add(component) }
    for (name, value) in query { add(name, value) }
  }

  /// The address with further components, which are in the source: `@history`.
  public func at(_ components: StaticString...) -> Link {
    var link = self
    for component in components { link.add("\(component)") }
    return link
  }

  /// The address with another component.
  ///
  /// Nothing is added for an empty one, and for `.` and `..`, which a browser would take away, with
  /// what stands before.
  public func component(_ text: String) -> Link {
    var link = self
    link.add(text)
    return link
  }

  /// The address with a name that has components of its own: `support/reply`.
  public func name(_ name: String) -> Link {
    var link = self
    for component in name.utf8.split(separator: UInt8(ascii: "/")) {
      link.add(String(Substring(component)))
    }
    return link
  }

  /// The address with another parameter of the query; with none where the value is `nil`.
  public func query(_ name: StaticString, _ value: String?) -> Link {
    guard let value else { return self }
    var link = self
    link.add("\(name)", value)
    return link
  }

  /// The address of a place on its page, by its id.
  public func place(_ id: String) -> Link {
    var link = self
    link.fragment = Link.encode(id)
    return link
  }

  /// The address as it stands in an attribute or a header field.
  public var text: String {
    var text = isOnThisPage ? "" : "/" + path.joined(separator: "/")
    for (index, (name, value)) in query.enumerated() {
      text += index == 0 ? "?" : "&"
      text += "\(name)=\(value)"
    }
    if let fragment { text += "#\(fragment)" }
    return text
  }

  /// Compares two addresses.
  public static func == (left: Link, right: Link) -> Bool {
    // All of it is ASCII.
    left.text == right.text
  }

  /// Hashes the address.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

extension Link {
  private mutating func add(_ component: String) {
    if Link.isComponent(component) { path.append(Link.encode(component)) }
  }

  private mutating func add(_ name: String, _ value: String) {
    query.append((Link.encode(name), Link.encode(value)))
  }

  /// Whether a text stays where it is in a path.
  private static func isComponent(_ text: String) -> Bool {
    !text.utf8.isEmpty && text != "." && text != ".."
  }

  /// Whether a text has no control characters.
  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
  }

  /// Encodes all but letters, digits, `-`, `.`, `_`, `~` and `@`.
  private static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "@"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
