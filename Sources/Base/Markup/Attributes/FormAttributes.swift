// Attributes of forms and of what is in them.
extension Attribute {
  /// Where a form is sent.
  public static func action(_ link: Link) -> Attribute { Attribute("action", link.text) }

  /// Where this button sends the form.
  public static func formaction(_ link: Link) -> Attribute { Attribute("formaction", link.text) }

  /// The form that a field or a button outside of it belongs to, by its id.
  public static func form(_ id: String) -> Attribute { Attribute("form", id) }

  /// The name that a field is sent under.
  public static func name(_ name: String) -> Attribute { Attribute("name", name) }

  /// What a field holds, or a button sends.
  public static func value(_ text: String) -> Attribute { Attribute("value", text) }

  /// The field that a label is for, by its id.
  public static func `for`(_ id: String) -> Attribute { Attribute("for", id) }

  /// What is shown in an empty field.
  public static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }

  /// What a browser may fill in: `off`, `current-password`.
  public static func autocomplete(_ what: StaticString) -> Attribute {
    Attribute("autocomplete", literal: what)
  }

  /// Which letters a keyboard on a screen makes capitals: `none`.
  public static func autocapitalize(_ which: StaticString) -> Attribute {
    Attribute("autocapitalize", literal: which)
  }

  /// Which keys a keyboard on a screen has: `numeric`.
  public static func inputmode(_ keys: StaticString) -> Attribute {
    Attribute("inputmode", literal: keys)
  }

  /// How many lines a text field shows.
  public static func rows(_ lines: Int) -> Attribute { Attribute("rows", "\(lines)") }

  /// The longest text that a field takes, in UTF-16 units.
  public static func maxlength(_ length: Int) -> Attribute { Attribute("maxlength", "\(length)") }

  /// A field cannot stay empty.
  public static var required: Attribute { Attribute("required") }

  /// A field is shown and cannot be changed.
  public static var readonly: Attribute { Attribute("readonly") }

  /// A box is ticked.
  public static var checked: Attribute { Attribute("checked") }

  /// The choice that holds.
  public static var selected: Attribute { Attribute("selected") }
}
