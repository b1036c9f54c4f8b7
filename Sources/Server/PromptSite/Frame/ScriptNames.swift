package import Markup

// What the page's script looks for. Each is used in `page.js` as well.
extension DataName {
  /// The digest of the page, on its body.
  package static let tag = DataName("data-tag")
  /// The drafts that need not be kept, by their names, on the body.
  package static let drop = DataName("data-drop")
  /// A button that loads the page again.
  package static let again = DataName("data-again")
  /// A button that prints the page; it is hidden without the script.
  package static let print = DataName("data-print")
  /// A button that copies: an element of the page, `#id`, or what an address has. It is hidden without
  /// the script.
  package static let copy = DataName("data-copy")
  /// The element that is selected where nothing can be copied, by its id, on a button that copies.
  package static let shown = DataName("data-shown")
  /// The words of a button, with `#` where the number of ticked prompts belongs.
  package static let count = DataName("data-count")
  /// A form whose fields `v.NAME` fill the text that is on the page.
  package static let tries = DataName("data-try")
  /// The variable that is filled in here.
  package static let variable = DataName("data-var")
  /// What stands here without a value, where there is one.
  package static let raw = DataName("data-raw")
  /// What a variable has without a value, on the field for it.
  package static let standard = DataName("data-standard")
  /// A form with a text that is kept until it is committed, with the draft's name.
  package static let draft = DataName("data-draft")
  /// A time that is shown by its age within a week.
  package static let age = DataName("data-age")
}
