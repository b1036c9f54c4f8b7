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
  /// Files in the folders that are of no known kind, or parts of prompts.
  public let passedOver: PassedOver
  /// What else was left out, and why.
  public let warnings: [String]
  /// Reads the bytes of a revision.
  public let contents: Contents
  /// Whether there is a file at a path where the histories end.
  public let hasFile: @Sendable (String) throws(RepositoryError) -> Bool

  /// Makes a source from its parts; partials that were not asked for by their own names are passed
  /// over.
  public init(
    files: [AdoptedFile], passedOver: PassedOver = PassedOver(), warnings: [String] = [],
    contents: @escaping Contents,
    hasFile: @escaping @Sendable (String) throws(RepositoryError) -> Bool
  ) {
    func isPassedOver(_ file: AdoptedFile) -> Bool {
      !file.isRoot && PromptFileKind.isPartial(file.path)
    }
    self.files = files.filter { !isPassedOver($0) }
    var passedOver = passedOver
    passedOver.partials += files.filter(isPassedOver).map(\.path)
    self.passedOver = passedOver
    self.warnings = warnings
    self.contents = contents
    self.hasFile = hasFile
  }
}
