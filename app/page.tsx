import { GoHome } from "@/components/home/go-home";

export default function RootPage() {
  return <GoHome />;
}
