/** placeholder */
export default function AdminPages() {
  return null;
}
