/// The rows of one prompt, oldest version first.
struct ImportGroup {
  let rows: [ImportRow]

  /// The name as the rows give it.
  var name: String { rows[0].name }
}
