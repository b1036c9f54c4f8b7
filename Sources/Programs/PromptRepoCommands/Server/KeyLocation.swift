internal import APIKeys

/// Where a server keeps what is its own: a folder outside of every work tree.
struct KeyLocation: Sendable {
  /// The folder, absolute and without symbolic links; it need not be there yet.
  let folder: String

  /// The file of the API keys.
  var path: String { Path.join(folder, "keys.json") }

  /// The API keys.
  var file: KeyFile { KeyFile(path) }
}
