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
    case .number(let number): return try reader.version(name, numbered: number)
    case .pointer(let pointer):
      guard let move = try live(pointer) else {
        throw ServiceError.notDeployed(to: pointer.environment?.rawValue ?? "active")
      }
      return try reader.version(of: move)
    case .digits(let digits):
      do {
        return try reader.version(name, hashBeginning: digits)
      } catch let error as RepositoryError where error.code == .invalid {
        throw ServiceError.hashNotFound(digits)
      }
    case .label(let label):
      guard let pointer = pointer(of: label) else {
        throw ServiceError.environmentNotFound(label, among: environments.map(\.rawValue))
      }
      return try version(.pointer(pointer))
    }
  }
}

extension LedgerReader {
  /// The version of a prompt with this number.
  ///
  /// - Throws: ``ServiceError/versionNotFound`` where there is none.
  func version(_ name: PromptName, numbered number: Int) throws -> Version {
    guard let latest = try latest(of: name), number >= 1, number <= latest.number else {
      throw ServiceError.versionNotFound
    }
    return try version(name, .number(number))
  }

  /// The version of a prompt whose hash begins with some digits.
  ///
  /// - Throws: ``ServiceError/hashNotFound(_:)`` and ``ServiceError/ambiguousHash(_:)``.
  func version(_ name: PromptName, hashBeginning digits: String) throws -> Version {
    do throws(RepositoryError) {
      return try version(name, .digits(digits, hashOnly: true))
    } catch {
      switch error.code {
      case .notFound: throw ServiceError.hashNotFound(digits)
      case .ambiguous: throw ServiceError.ambiguousHash(error.message)
      default: throw error
      }
    }
  }
}
