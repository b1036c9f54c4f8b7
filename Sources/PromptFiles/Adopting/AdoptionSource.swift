public import PromptRepo

/// The histories of prompt files in a code repository, and a way to read what they held.
public struct AdoptionSource: Sendable {
  /// Reads the bytes of a revision's object.
  ///
  /// Throws ``RepositoryError/Code/invalid`` when there are more than
  /// ``PromptFile/maximumLength``.
  public typealias Contents = @Sendable (ObjectID) throws(RepositoryError) -> [UInt8]

  /// The files, in the order of their paths.
  public let files: [AdoptedFile]
  /// What was left out, and why.
  public let warnings: [String]
  /// Reads the bytes of a revision.
  public let contents: Contents

  /// Makes a source from its parts; partials that were not asked for by their own names are passed
  /// over.
  public init(files: [AdoptedFile], warnings: [String] = [], contents: @escaping Contents) {
    func isPassedOver(_ file: AdoptedFile) -> Bool {
      !file.isRoot && PromptFileKind.isPartial(file.path)
    }
    self.files = files.filter { !isPassedOver($0) }
    self.warnings =
      warnings
      + files.filter(isPassedOver).map { file in
        "\(file.path) is passed over: \(PromptFileError.partial(file.path).message)"
      }
    self.contents = contents
  }
}
