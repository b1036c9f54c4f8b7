/// An attribute of an element.
///
/// There are factories for those that pages need, and no other way to make one. None is for `style`,
/// for what runs a script, or for an address that a text could choose: an address is a ``Link``.
public struct Attribute: Sendable {
  let name: StaticString
  /// The value, escaped; `nil` for an attribute that is not there.
  let value: HTML?
  /// Whether the name alone says it: `checked`.
  let isSwitch: Bool

  private init(name: StaticString, value: HTML?, isSwitch: Bool) {
    self.name = name
    self.value = value
    self.isSwitch = isSwitch
  }

  /// An attribute with a text as its value.
  init(_ name: StaticString, _ text: String) {
    self.init(name: name, value: HTML(text), isSwitch: false)
  }

  /// An attribute with a value that is in the source.
  init(_ name: StaticString, literal: StaticString) {
    self.init(name: name, value: HTML("\(literal)"), isSwitch: false)
  }

  /// An attribute without a value.
  init(_ name: StaticString) {
    self.init(name: name, value: HTML(), isSwitch: true)
  }

  /// The attribute if a condition holds, and otherwise none.
  public func when(_ condition: Bool) -> Attribute {
    Attribute(name: name, value: condition ? value : nil, isSwitch: isSwitch)
  }

  var isClass: Bool { isNamed("class") }

  func isNamed(like other: Attribute) -> Bool { isNamed(other.name) }

  private func isNamed(_ other: StaticString) -> Bool {
    name.withUTF8Buffer { own in other.withUTF8Buffer { own.elementsEqual($0) } }
  }
}
