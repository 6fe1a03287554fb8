// The page of the agents: everything is in <fw-console>.
import "./components/console";
