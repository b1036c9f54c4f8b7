// Attributes for readers of the screen and other tools.
extension Attribute {
  /// What the element is: `status`, `search`, `region`.
  public static func role(_ role: StaticString) -> Attribute { Attribute("role", literal: role) }

  /// Its name where no text on the page says it.
  public static func ariaLabel(_ text: String) -> Attribute { Attribute("aria-label", text) }

  /// The element that says its name.
  public static func ariaLabelledBy(_ id: String) -> Attribute { Attribute("aria-labelledby", id) }

  /// The elements that say more of it, by their ids.
  public static func ariaDescribedBy(_ ids: String...) -> Attribute {
    Attribute("aria-describedby", ids.joined(separator: " "))
  }

  /// Not to be read out.
  public static var ariaHidden: Attribute { Attribute("aria-hidden", literal: "true") }

  /// What is wrong with the field is said beside it.
  public static var ariaInvalid: Attribute { Attribute("aria-invalid", literal: "true") }

  /// The link is that of this page.
  public static var currentPage: Attribute { Attribute("aria-current", literal: "page") }

  /// The one of several that holds.
  public static var current: Attribute { Attribute("aria-current", literal: "true") }
}
