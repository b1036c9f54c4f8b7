/// How a form is sent.
public enum FormMethod: Sendable {
  /// As the query of an address. It changes nothing.
  case get
  /// As the body of a request.
  case post
}

/// A form.
public func form(
  _ method: FormMethod, to link: Link, _ attributes: Attribute..., @Content content: () -> HTML
) -> HTML {
  form(method, to: link, attributes: attributes, content: content)
}

/// A form, for those who add to the attributes of others.
public func form(
  _ method: FormMethod, to link: Link, attributes: [Attribute], @Content content: () -> HTML
) -> HTML {
  let fixed = [
    Attribute("method", literal: method == .post ? "post" : "get"), .action(link),
  ]
  return element("form", fixed + attributes, content())
}

/// The kinds of fields of one line.
public enum FieldKind: Sendable {
  /// A text.
  case text
  /// What is looked for.
  case search
  /// A secret.
  case password
  /// A day.
  case date
  /// A box to tick.
  case checkbox
  /// One choice of several.
  case radio
  /// A field that nobody sees.
  case hidden

  var name: StaticString {
    switch self {
    case .text: "text"
    case .search: "search"
    case .password: "password"
    case .date: "date"
    case .checkbox: "checkbox"
    case .radio: "radio"
    case .hidden: "hidden"
    }
  }
}

/// A field.
public func input(_ kind: FieldKind, _ attributes: Attribute...) -> HTML {
  input(kind, attributes: attributes)
}

/// A field, for those who add to the attributes of others.
public func input(_ kind: FieldKind, attributes: [Attribute]) -> HTML {
  void("input", [Attribute("type", literal: kind.name)] + attributes)
}

/// A field of several lines with a text in it.
///
/// A parser takes a first line feed away, so one is written before the text. Browsers make line feeds
/// of all other line ends in such a field, so carriage returns stay as they are.
public func textarea(_ attributes: Attribute..., text: String) -> HTML {
  textarea(attributes: attributes, text: text)
}

/// A field of several lines, for those who add to the attributes of others.
public func textarea(attributes: [Attribute], text: String) -> HTML {
  var html = HTML()
  html.open("textarea", attributes)
  html.add("\n")
  html.add(escaping: text, keepsReturns: true)
  html.close("textarea")
  return html
}

/// A field with choices.
public func select(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  select(attributes: attributes, content: content)
}

/// A field with choices, for those who add to the attributes of others.
public func select(attributes: [Attribute], @Content content: () -> HTML) -> HTML {
  element("select", attributes, content())
}

/// A choice.
public func option(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("option", attributes, content())
}

/// What a field is for.
public func label(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("label", attributes, content())
}

/// Fields that belong together.
public func fieldset(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("fieldset", attributes, content())
}

/// What such fields are for.
public func legend(_ attributes: Attribute..., @Content content: () -> HTML) -> HTML {
  element("legend", attributes, content())
}

/// What a button does.
public enum ButtonKind: Sendable {
  /// It sends its form.
  case submit
  /// What the page's script makes of it.
  case script
}

/// A button.
public func button(
  _ kind: ButtonKind, _ attributes: Attribute..., @Content content: () -> HTML
) -> HTML {
  let type = Attribute("type", literal: kind == .submit ? "submit" : "button")
  return element("button", [type] + attributes, content())
}
