/// The version of libgit2 that the process runs, such as `1.5.1`.
package var libGit2Version: String {
  let version = LibGit2.version
  return "\(version.major).\(version.minor).\(version.revision)"
}
