import Foundation

/// The programs that tests run.
public enum BuiltPrograms {
  /// The folder of those that were built with the tests, which are linked with shared libraries.
  public static let besideTests: String = {
    let bundle = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
    return bundle.prefix { !$0.hasSuffix(".xctest") }.joined(separator: "/")
  }()

  /// The folder of those that tests run: what `PROMPTREPO_BUILD` names, such as a release build of
  /// this checkout, whose programs take a third of the time; else those beside the tests.
  public static let folder: String = {
    guard let build = ProcessInfo.processInfo.environment["PROMPTREPO_BUILD"], !build.isEmpty else {
      return besideTests
    }
    return URL(fileURLWithPath: build, relativeTo: URL(fileURLWithPath: RealPrompts.projectRoot))
      .path
  }()
}
