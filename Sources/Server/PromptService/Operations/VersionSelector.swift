package import PromptRepo

/// Which version of a prompt a caller means.
package enum VersionSelector: Sendable {
  /// The version that was cut last.
  case latest
  /// The version with this number.
  case number(Int)
  /// The version that is live.
  case pointer(Pointer)
  /// The version whose hash begins with these digits.
  case digits(String)
  /// The version that a label of other systems is at.
  case label(String)
}

extension FoundPrompt {
  /// The version that a selector means.
  ///
  /// - Throws: ``ServiceError`` of the kind `notFound` where there is none.
  package func version(_ selector: VersionSelector) throws -> Version {
    switch selector {
    case .latest: return try latest()
    case .number(let number):
      guard try (1...max(1, latest().number)).contains(number) else {
        throw ServiceError.versionNotFound
      }
      return try reader.version(name, .number(number))
    case .pointer(let pointer):
      guard let move = try live(pointer) else {
        throw ServiceError.notDeployed(to: pointer.environment?.rawValue ?? "active")
      }
      return try reader.version(of: move)
    case .digits(let digits):
      do throws(RepositoryError) {
        return try reader.version(name, .digits(digits, hashOnly: true))
      } catch {
        switch error.code {
        case .notFound, .invalid: throw ServiceError.hashNotFound(digits)
        case .ambiguous: throw ServiceError.ambiguousHash(error.message)
        default: throw error
        }
      }
    case .label(let label):
      guard let pointer = pointer(of: label) else {
        throw ServiceError.environmentNotFound(label, among: environments.map(\.rawValue))
      }
      return try version(.pointer(pointer))
    }
  }
}
