// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Nine shared libraries cost a short command more than its work does.
let standalone: [LinkerSetting] = [
  .unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))
]
let standardLibraryInside: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release))
]

let package = Package(
  name: "promptrepo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "promptrepo", targets: ["promptrepo"]),
    .executable(name: "promptrepo-git", targets: ["promptrepo-git"]),
    .executable(name: "promptrepo-server", targets: ["promptrepo-server"]),
    .executable(name: "promptrepo-sync", targets: ["promptrepo-sync"]),
    .executable(name: "promptrepo-bench", targets: ["promptrepo-bench"]),
    .library(name: "PromptRepo", targets: ["PromptRepo"]),
    .library(name: "DirectoryStore", targets: ["DirectoryStore"]),
    .library(name: "GitStore", targets: ["GitStore"]),
    .library(name: "MemoryStore", targets: ["MemoryStore"]),
    .library(name: "PromptFiles", targets: ["PromptFiles"]),
    .library(name: "PromptTemplate", targets: ["PromptTemplate"]),
    .library(name: "PromptService", targets: ["PromptService"]),
    .library(name: "PromptServer", targets: ["PromptServer"]),
    .library(name: "PromptsAPI", targets: ["PromptsAPI"]),
    .library(name: "CanonicalJSON", targets: ["CanonicalJSON"]),
  ],
  targets: [
    // C libraries of the system.
    .systemLibrary(
      name: "CNettle", pkgConfig: "nettle",
      providers: [.apt(["nettle-dev"]), .brew(["nettle"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CLibGit2", pkgConfig: "libgit2",
      providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),

    // Pure: values in, values out.
    .target(name: "Digests", dependencies: ["CNettle"], swiftSettings: settings),
    .target(name: "CanonicalJSON", swiftSettings: settings),
    .target(name: "PromptTemplate", dependencies: ["CanonicalJSON"], swiftSettings: settings),
    .target(name: "TextDiff", swiftSettings: settings),

    // Pure, for the server and for clients of the API alike.
    .target(name: "HTTPMessages", swiftSettings: settings),
    .target(
      name: "PromptsAPI", dependencies: ["HTTPMessages", "CanonicalJSON"],
      swiftSettings: settings),

    .target(
      name: "PromptsClient", dependencies: ["PromptsAPI", "HTTPMessages", "CanonicalJSON"],
      swiftSettings: settings),

    // The core: objects, references and the ledger, over any store.
    .target(
      name: "PromptRepo", dependencies: ["Digests", "CanonicalJSON", "PromptTemplate"],
      swiftSettings: settings),

    // Three-way merges of what a prompt is made of.
    .target(
      name: "PromptMerge", dependencies: ["PromptRepo", "TextDiff", "CanonicalJSON"],
      swiftSettings: settings),

    // The system's calls, with a seam for faults.
    .target(name: "CPlatform"),
    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: settings),

    // The ledgers of hosted APIs, and the network that they are behind.
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
    .target(
      name: "HTTPClient", dependencies: ["PromptsClient", "HTTPMessages", "CCurl", "CCurlShim"],
      swiftSettings: settings),
    .target(
      name: "PromptSync",
      dependencies: [
        "PromptRepo", "PromptsClient", "PromptsAPI", "PromptMerge", "TextDiff", "CanonicalJSON",
        "Digests",
      ],
      swiftSettings: settings),

    // Stores.
    .target(name: "MemoryStore", dependencies: ["PromptRepo"], swiftSettings: settings),
    .target(
      name: "DirectoryStore", dependencies: ["PromptRepo", "Platform", "Digests", "CZlib"],
      swiftSettings: settings),
    .target(name: "CLibGit2Shim", dependencies: ["CLibGit2"]),
    .target(
      name: "GitStore",
      dependencies: ["PromptRepo", "DirectoryStore", "Platform", "CLibGit2", "CLibGit2Shim"],
      swiftSettings: settings),

    // The ledgers of git remotes, by way of the user's git program.
    .target(
      name: "GitRemotes",
      dependencies: ["PromptRepo", "PromptMerge", "CanonicalJSON", "Platform"],
      swiftSettings: settings),

    // The keys of a server's callers.
    .target(
      name: "APIKeys", dependencies: ["PromptRepo", "CanonicalJSON", "Digests", "Platform"],
      swiftSettings: settings),

    // The server: the API over ledgers, and what listens to the network.
    .target(
      name: "PromptService",
      dependencies: [
        "PromptRepo", "PromptsAPI", "HTTPMessages", "APIKeys", "PromptTemplate", "CanonicalJSON",
        "Digests", "Platform",
      ],
      swiftSettings: settings),
    .target(name: "CMicroHTTPDShim", dependencies: ["CMicroHTTPD"]),
    .target(
      name: "PromptServer",
      dependencies: [
        "PromptService", "HTTPMessages", "PromptsAPI", "CanonicalJSON", "Platform",
        "CMicroHTTPD", "CMicroHTTPDShim",
      ],
      swiftSettings: settings),

    // Working files.
    .target(
      name: "PromptFiles",
      dependencies: [
        "PromptRepo", "PromptMerge", "Platform", "CanonicalJSON", "TextDiff", "Digests", "CYAML",
      ],
      swiftSettings: settings),

    // The program.
    .target(name: "CommandKit", swiftSettings: settings),
    .target(
      name: "PromptRepoCommands",
      dependencies: [
        "CommandKit", "PromptFiles", "DirectoryStore", "GitRemotes", "APIKeys", "PromptRepo",
        "PromptMerge", "PromptTemplate", "TextDiff", "CanonicalJSON", "Digests", "Platform",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "promptrepo", dependencies: ["PromptRepoCommands", "Platform"],
      swiftSettings: settings, linkerSettings: standalone),

    // Its companion for git repositories, so that the program itself loads no libgit2.
    .target(
      name: "GitCommands",
      dependencies: ["PromptRepoCommands", "PromptFiles", "GitStore", "PromptRepo"],
      swiftSettings: settings),
    .target(name: "CNoCertificates"),
    .executableTarget(
      name: "promptrepo-git",
      dependencies: ["GitCommands", "Platform", "CNoCertificates"],
      swiftSettings: settings, linkerSettings: standardLibraryInside),

    // Its companion for the server.
    .target(
      name: "ServerCommands",
      dependencies: [
        "GitCommands", "PromptRepoCommands", "PromptServer", "PromptService", "APIKeys",
        "DirectoryStore", "PromptRepo", "Digests", "Platform",
      ],
      swiftSettings: settings),
    .target(name: "CErrorPages", dependencies: ["CMicroHTTPD", "CMicroHTTPDShim"]),
    .executableTarget(
      name: "promptrepo-server",
      dependencies: ["ServerCommands", "Platform", "CErrorPages", "CNoCertificates"],
      swiftSettings: settings, linkerSettings: standardLibraryInside),

    // Its companion for hosted APIs.
    .target(
      name: "SyncCommands",
      dependencies: [
        "GitCommands", "PromptRepoCommands", "PromptSync", "PromptsClient", "HTTPClient",
        "PromptMerge", "PromptRepo", "TextDiff", "CanonicalJSON", "Platform",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "promptrepo-sync", dependencies: ["SyncCommands", "Platform", "CNoCertificates"],
      swiftSettings: settings, linkerSettings: standardLibraryInside),

    // Measurements, beside git, libgit2 and libmicrohttpd.
    .target(name: "CBareServer", dependencies: ["CMicroHTTPD"]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "DirectoryStore", "GitStore", "MemoryStore", "PromptRepo", "PromptTemplate", "Platform",
        "CanonicalJSON", "PromptService", "APIKeys", "HTTPMessages", "CBareServer", "CLibGit2",
        "CLibGit2Shim",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "promptrepo-bench", dependencies: ["Benchmarks", "Platform"],
      swiftSettings: settings),

    // Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "PromptRepo", "MemoryStore", "DirectoryStore", "GitStore", "HTTPMessages", "Platform",
        "CanonicalJSON",
      ],
      path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(
      name: "DigestsTests", dependencies: ["Digests", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "CanonicalJSONTests", dependencies: ["CanonicalJSON", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "HTTPMessagesTests", dependencies: ["HTTPMessages", "CanonicalJSON", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PromptsAPITests",
      dependencies: ["PromptsAPI", "HTTPMessages", "CanonicalJSON", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PromptTemplateTests",
      dependencies: ["PromptTemplate", "CanonicalJSON", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "TextDiffTests", dependencies: ["TextDiff", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "PlatformTests", dependencies: ["Platform", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "PromptRepoTests",
      dependencies: [
        "PromptRepo", "MemoryStore", "CanonicalJSON", "PromptTemplate", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PromptMergeTests",
      dependencies: ["PromptMerge", "PromptRepo", "TextDiff", "CanonicalJSON", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "PromptRepo", "MemoryStore", "DirectoryStore", "GitStore", "Platform", "Digests",
        "CanonicalJSON", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "GitRemotesTests",
      dependencies: [
        "GitRemotes", "GitStore", "PromptRepo", "PromptMerge", "CanonicalJSON", "Platform",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "APIKeysTests", dependencies: ["APIKeys", "PromptRepo", "Platform", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PromptServiceTests",
      dependencies: [
        "PromptService", "PromptServer", "PromptsAPI", "HTTPMessages", "APIKeys", "PromptRepo",
        "MemoryStore", "DirectoryStore", "CanonicalJSON", "Platform", "CErrorPages",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PromptFilesTests",
      dependencies: [
        "PromptFiles", "GitStore", "GitCommands", "PromptRepo", "CanonicalJSON", "MemoryStore",
        "Platform", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PromptSyncTests",
      dependencies: [
        "PromptSync", "PromptsClient", "PromptMerge", "PromptService", "PromptsAPI", "APIKeys",
        "HTTPMessages", "PromptRepo", "MemoryStore", "DirectoryStore", "CanonicalJSON", "TextDiff",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "HTTPClientTests",
      dependencies: ["HTTPClient", "PromptsClient", "HTTPMessages", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandKitTests", dependencies: ["CommandKit", "TestSupport"],
      swiftSettings: settings),
    .target(name: "CCoverage", path: "Tests/CCoverage"),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "APIKeys", "CCoverage", "CanonicalJSON", "Digests", "DirectoryStore", "GitRemotes",
        "GitStore", "HTTPMessages", "Platform", "PromptFiles", "PromptRepo", "PromptTemplate",
        "PromptsAPI", "PromptsClient", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: [
        "promptrepo-bench", "promptrepo", "promptrepo-server", "CanonicalJSON", "Platform",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "promptrepo", "promptrepo-git", "promptrepo-server", "promptrepo-sync", "APIKeys",
        "PromptRepo", "DirectoryStore", "PromptTemplate", "HTTPMessages", "CanonicalJSON",
        "TestSupport",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
