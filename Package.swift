// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "HealthFiles",
  products: [
    .library(name: "HealthFiles", targets: ["HealthFiles"]),
    .executable(name: "hfile", targets: ["hfile-main"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2")
  ],
  targets: [
    .systemLibrary(name: "Clibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev", "libdeflate-dev"])]),
    .systemLibrary(name: "Clibqrencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .target(
      name: "Git", dependencies: ["Clibgit2", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict + [.strictMemorySafety()]),
    .target(name: "JSONSchema", swiftSettings: strict),
    .target(name: "QRCode", dependencies: ["Clibqrencode"], swiftSettings: strict + [.strictMemorySafety()]),
    .target(
      name: "HealthFiles",
      dependencies: [
        "Git", "JSONSchema", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict,
      plugins: ["EmbedFiles"]),
    .target(
      name: "hfile", dependencies: ["HealthFiles", "Git", "JSONSchema", "QRCode"], exclude: ["Main"],
      swiftSettings: strict),
    .executableTarget(name: "hfile-main", dependencies: ["hfile"], path: "Sources/hfile/Main", swiftSettings: strict),
    .executableTarget(
      name: "ExampleStore", dependencies: ["HealthFiles", "JSONSchema", "Git"], path: "Benchmarks/ExampleStore",
      swiftSettings: strict),
    .executableTarget(
      name: "SealingDriver", dependencies: ["HealthFiles", "JSONSchema"], path: "Tests/Conformance/SealingDriver",
      swiftSettings: strict),
    .executableTarget(name: "EmbedFilesTool", path: "Plugins/EmbedFilesTool"),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["EmbedFilesTool"]),
    .testTarget(
      name: "HealthFilesTests",
      dependencies: [
        "Git", "JSONSchema", "HealthFiles", "QRCode", "hfile", "ExampleStore",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["Scripts", "Errors", "Golden"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
