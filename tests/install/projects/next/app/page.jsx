"use client";
import { useEffect, useState } from "react";
import { classifySandal } from "../classify_sandal.js";

export default function Page() {
  const [line, show] = useState();
  useEffect(() => {
    classifySandal().then(show, (error) => show(String(error)));
  }, []);
  return line ? <p id="result">{line}</p> : <p>Please wait</p>;
}
